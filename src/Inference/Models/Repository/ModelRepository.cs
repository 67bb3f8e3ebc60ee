using System.Collections.Concurrent;
using GenPhys.Contracts;
using GenPhys.Inference.Codes;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Repository;

/// <summary>
/// The models of a folder <c>root/name/version/model.json</c> (version a whole number from 1): which there are, which are on the device, and the way
/// there and back. A model is addressed by <c>name</c> or <c>name@version</c>. Without a version, requests get the pinned one, else the highest that is
/// loaded, and a load takes the pinned one, else the highest of the folder.
/// </summary>
/// <param name="root">Path of the folder.</param>
/// <param name="engine">The engine of the device.</param>
/// <param name="networks">Device, threads and evaluator of fields that are networks; defaults where null.</param>
/// <param name="pinned">Versions by name; none where null.</param>
public sealed class ModelRepository(
    string root, InferenceEngine engine, NetworkOptions? networks = null, IReadOnlyDictionary<string, int>? pinned = null)
{
    private readonly ConcurrentDictionary<string, ModelSlot> _slots = new(StringComparer.Ordinal);
    private readonly ModelFolder _folder = new(Path.GetFullPath(root));

    /// <summary>Raised after the entry of a model has changed, on the thread that changed it; a handler must not block.</summary>
    public event Action? Changed;

    /// <summary>Path of the folder.</summary>
    public string Root => _folder.Root;

    /// <summary>Looks at the folder again; models that are new appear as unloaded.</summary>
    public void Scan()
    {
        foreach (var name in _folder.Names())
        {
            if (_slots.ContainsKey(name) || TargetOf(name) is not { } version)
            {
                continue;
            }

            var slot = new ModelSlot(name, PinOf(name), () => Changed?.Invoke());
            slot.Set(new ModelVersion(version) { Manifest = _folder.TryRead(name, version) });
            _slots.TryAdd(name, slot);
        }
    }

    /// <summary>Every model, by name.</summary>
    /// <returns>The models, each in the version that is served.</returns>
    public IReadOnlyList<ModelEntry> List() => [.. _slots.Values.Select(slot => slot.Describe(slot.Served)).OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>One model.</summary>
    /// <param name="model">Its address.</param>
    /// <returns>What is known of it.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public ModelEntry Get(string model)
    {
        var address = ModelAddress.Parse(model);
        var slot = SlotOf(address);
        return slot.Describe(address.Version is { } version ? slot.Find(version) ?? OnDisk(slot, version) : slot.Served);
    }

    /// <summary>The versions of one model that the folder holds now.</summary>
    /// <param name="model">Its address; the version in it does not matter.</param>
    /// <returns>Ascending.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public IReadOnlyList<int> Versions(string model) => _folder.VersionsOf(SlotOf(ModelAddress.Parse(model)).Name);

    /// <summary>
    /// Loads a model, or loads it anew: requests that run stay on the old one, new ones get the new one once it is warm. A version that is named comes
    /// beside the others; without one, a version that an earlier load without one has brought is let go.
    /// </summary>
    /// <param name="model">Its address.</param>
    /// <param name="ct">Gives up waiting for the device.</param>
    /// <returns>What is known of it now.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/> or <see cref="ErrorCode.ArtifactInvalid"/>.</exception>
    public async Task<ModelEntry> LoadAsync(string model, CancellationToken ct)
    {
        Scan();
        var address = ModelAddress.Parse(model);
        var slot = SlotOf(address);
        await slot.Gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var version = address.Version ?? TargetOf(slot.Name) ?? slot.Served.Version;
            var before = slot.Find(version) ?? (address.Version is null ? new ModelVersion(version) : OnDisk(slot, version));
            if (before.Loaded is null)
            {
                slot.Set(before with { State = ModelState.Loading, Error = null, Leaving = null });
            }

            try
            {
                var loaded = await BuildAsync(slot.Name, version, ct).ConfigureAwait(false);
                slot.Set(new ModelVersion(version)
                {
                    State = ModelState.Ready, Manifest = loaded.Manifest, Loaded = loaded, AskedFor = before.AskedFor || address.Version is not null,
                });
                _ = before.Loaded?.RetireAsync();
            }
            catch (Exception exception) when (before.Loaded is null)
            {
                slot.Set(exception is OperationCanceledException
                    ? before with { State = ModelState.Unloaded, Leaving = null }
                    : before with { State = ModelState.Failed, Error = Describe(exception), Leaving = null });
                throw;
            }

            if (address.Version is null)
            {
                foreach (var other in slot.Versions.Where(other => other.Version != version && other is { Loaded: not null, AskedFor: false }))
                {
                    _ = slot.ReleaseAsync(other);
                }
            }

            return slot.Describe(slot.Find(version)!);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Takes a model off the device once the requests that began on it have finished.</summary>
    /// <param name="model">Its address; without a version, every version goes.</param>
    /// <param name="ct">Stops waiting; the model still goes.</param>
    /// <returns>What is known of it now.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public async Task<ModelEntry> UnloadAsync(string model, CancellationToken ct)
    {
        var address = ModelAddress.Parse(model);
        var slot = SlotOf(address);
        List<Task> gone;
        await slot.Gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var leaving = address.Version is { } version ? [slot.Find(version) ?? OnDisk(slot, version)] : slot.Versions;
            gone = [.. leaving.Select(slot.ReleaseAsync)];
        }
        finally
        {
            slot.Gate.Release();
        }

        await Task.WhenAll(gone).WaitAsync(ct).ConfigureAwait(false);
        return Get(model);
    }

    /// <summary>Takes a lease on a model that is ready.</summary>
    /// <param name="model">Its address.</param>
    /// <returns>The lease.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>, or <see cref="ErrorCode.ModelNotReady"/> while it is not loaded.</exception>
    public ModelLease Lease(string model)
    {
        var address = ModelAddress.Parse(model);
        var slot = SlotOf(address);
        while (true)
        {
            var seen = address.Version is { } version ? slot.Find(version) ?? OnDisk(slot, version) : slot.Served;
            if (seen.Loaded is not { } loaded)
            {
                throw NotReady(address, seen);
            }

            // A lease fails only when the model was swapped out in between; then the slot holds its successor or nothing.
            if (loaded.TryLease())
            {
                return new ModelLease(loaded);
            }
        }
    }

    private static GenPhysException NotReady(ModelAddress address, ModelVersion version) => new(
        ErrorCode.ModelNotReady,
        version.State switch
        {
            ModelState.Failed => $"The model {address} could not be loaded: {version.Error}",
            ModelState.Loading => $"The model {address} is still loading. Try again shortly.",
            _ => $"The model {address} is not loaded. POST /v1/models/{address}/load loads it.",
        },
        retryAfter: version.State == ModelState.Loading ? TimeSpan.FromSeconds(1) : null);

    private static string Describe(Exception exception) =>
        exception is GenPhysException { Pointer: { Length: > 0 } pointer } ? $"{pointer}: {exception.Message}" : exception.Message;

    private async Task<LoadedModel> BuildAsync(string name, int version, CancellationToken ct)
    {
        var folder = _folder.PathOf(name, version);
        var manifest = await Task.Run(() => ManifestFile.Read(folder), ct).ConfigureAwait(false);
        var built = await engine.RunAsync(() => manifest.Field.Build(manifest, new ArtifactFiles(folder), networks), ct).ConfigureAwait(false);
        var classifiers = await engine.RunAsync(() => Classifiers(manifest, folder, built.Field), ct).ConfigureAwait(false);
        var parts = await engine.RunAsync(() => Parts(manifest, folder, built.Field, classifiers), ct).ConfigureAwait(false);
        var codes = await engine.RunAsync(() => Codes(manifest, folder, built.Field, [.. classifiers, parts]), ct).ConfigureAwait(false);
        var model = await engine.AddModelAsync(name, built.Field, built.LanePrice, [.. classifiers, parts]).ConfigureAwait(false);
        return new LoadedModel(engine, manifest, model, built.Description, classifiers, parts, codes);
    }

    private List<Classifier> Classifiers(ModelManifest manifest, string folder, IField field)
    {
        var stack = new List<Classifier>();
        try
        {
            for (var i = 0; i < (manifest.Guidance?.Count ?? 0); i++)
            {
                stack.Add(manifest.Guidance![i].Build(manifest, new ArtifactFiles(folder), networks, $"/guidance/{i}"));
            }

            return stack;
        }
        catch
        {
            field.Dispose();
            stack.ForEach(classifier => classifier.Dispose());
            throw;
        }
    }

    private GuidanceParts Parts(ModelManifest manifest, string folder, IField field, List<Classifier> classifiers)
    {
        try
        {
            return GuidanceParts.Build(manifest, new ArtifactFiles(folder), networks);
        }
        catch
        {
            field.Dispose();
            classifiers.ForEach(classifier => classifier.Dispose());
            throw;
        }
    }

    private static LatentCodes? Codes(ModelManifest manifest, string folder, IField field, IReadOnlyList<IDisposable> others)
    {
        try
        {
            return manifest.Latents?.Build(field, new ArtifactFiles(folder));
        }
        catch
        {
            field.Dispose();
            foreach (var other in others)
            {
                other.Dispose();
            }

            throw;
        }
    }

    private ModelSlot SlotOf(ModelAddress address) => _slots.TryGetValue(address.Name, out var slot)
        ? slot
        : throw new GenPhysException(ErrorCode.ModelNotFound, $"There is no model {address.Name}. GET /v1/models lists those there are.");

    private ModelVersion OnDisk(ModelSlot slot, int version)
    {
        var versions = _folder.VersionsOf(slot.Name);
        return versions.Contains(version)
            ? new ModelVersion(version) { Manifest = _folder.TryRead(slot.Name, version) }
            : throw new GenPhysException(
                ErrorCode.ModelNotFound, $"The model {slot.Name} has no version {version}. Its versions: {string.Join(", ", versions)}.");
    }

    private int? PinOf(string name) => pinned is not null && pinned.TryGetValue(name, out var version) ? version : null;

    private int? TargetOf(string name) => PinOf(name) ?? (_folder.VersionsOf(name) is [.., var highest] ? highest : null);
}
