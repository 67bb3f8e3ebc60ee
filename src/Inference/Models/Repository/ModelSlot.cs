using System.Collections.Immutable;
using GenPhys.Contracts;

namespace GenPhys.Inference.Models.Repository;

/// <summary>One name with its versions. Loads and unloads pass its gate one at a time; readers see one whole state and never wait.</summary>
/// <param name="name">The name.</param>
/// <param name="pinned">The version that requests without one get; null for the highest that is loaded.</param>
/// <param name="changed">Told after each change.</param>
internal sealed class ModelSlot(string name, int? pinned, Action changed)
{
    private ImmutableSortedDictionary<int, ModelVersion> _versions = ImmutableSortedDictionary<int, ModelVersion>.Empty;

    public string Name => name;

    public int? Pinned => pinned;

    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Every version that was ever asked for, ascending.</summary>
    public IEnumerable<ModelVersion> Versions => Volatile.Read(ref _versions).Values;

    /// <summary>The version that requests without one get, or would get if it were loaded.</summary>
    public ModelVersion Served
    {
        get
        {
            var versions = Volatile.Read(ref _versions);
            if (pinned is { } fixedVersion)
            {
                return versions.GetValueOrDefault(fixedVersion) ?? new ModelVersion(fixedVersion);
            }

            return versions.Values.LastOrDefault(version => version.Loaded is not null)
                ?? versions.Values.LastOrDefault(version => version.State != ModelState.Unloaded)
                ?? versions.Values.Last();
        }
    }

    public ModelVersion? Find(int version) => Volatile.Read(ref _versions).GetValueOrDefault(version);

    /// <summary>What is known of the name, or of one version of it.</summary>
    public ModelEntry Describe(ModelVersion version) => new(
        name,
        version.Version,
        version.State,
        version.Manifest,
        version.Error,
        [.. Versions.Where(known => known.Loaded is not null).Select(known => known.Version)]);

    public void Set(ModelVersion version)
    {
        // A model that leaves the device turns its version at any moment, beside the one that holds the gate.
        ImmutableInterlocked.Update(ref _versions, versions => versions.SetItem(version.Version, version));
        changed();
    }

    /// <summary>Takes a version from new requests.</summary>
    /// <returns>Completes when its last request has ended and it has left the device.</returns>
    public Task ReleaseAsync(ModelVersion version)
    {
        if (version.Loaded is not { } loaded)
        {
            if (version.State == ModelState.Failed)
            {
                Set(version with { State = ModelState.Unloaded, Error = null });
            }

            return version.Leaving?.Gone ?? Task.CompletedTask;
        }

        Set(version with { State = ModelState.Unloading, Loaded = null, Leaving = loaded, AskedFor = false });
        var gone = loaded.RetireAsync();

        // Who waits, waits for the continuation and not beside it, and so never reads the version before it has turned.
        return gone.ContinueWith(
            task =>
            {
                Gone(version.Version, loaded);
                return task;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default).Unwrap();
    }

    // Only turns the version that this model was: it may have been loaded anew meanwhile, or be leaving for the second time.
    private void Gone(int version, LoadedModel loaded)
    {
        ImmutableInterlocked.Update(ref _versions, versions => versions[version] is { } seen && seen.Leaving == loaded
            ? versions.SetItem(version, seen with { State = ModelState.Unloaded, Leaving = null })
            : versions);
        changed();
    }
}
