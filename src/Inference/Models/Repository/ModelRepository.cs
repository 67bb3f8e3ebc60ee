using System.Collections.Concurrent;
using System.Globalization;
using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Repository;

/// <summary>
/// The models of a folder <c>root/name/version/model.json</c> (version a whole number, the highest is the default): which
/// there are, which are on the device, and the way there and back.
/// </summary>
/// <param name="root">Path of the folder.</param>
/// <param name="engine">The engine of the device.</param>
/// <param name="networks">Device, threads and evaluator of fields that are networks; defaults where null.</param>
public sealed class ModelRepository(string root, InferenceEngine engine, NetworkOptions? networks = null)
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Raised after the entry of a model has changed, on the thread that changed it; a handler must not block.</summary>
    public event Action? Changed;

    /// <summary>Path of the folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Looks at the folder again; models that are new appear as unloaded.</summary>
    public void Scan()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(Root))
        {
            var name = Path.GetFileName(folder);
            if (HighestVersion(name) is { } version)
            {
                _slots.GetOrAdd(name, _ => new Slot(new ModelEntry(name, version, ModelState.Unloaded, TryRead(name, version), null), () => Changed?.Invoke()));
            }
        }
    }

    /// <summary>Every model, by name.</summary>
    /// <returns>The models.</returns>
    public IReadOnlyList<ModelEntry> List() => [.. _slots.Values.Select(s => s.Entry).OrderBy(e => e.Name, StringComparer.Ordinal)];

    /// <summary>One model.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>What is known of it.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public ModelEntry Get(string name) => SlotOf(name).Entry;

    /// <summary>The versions of one model that the folder holds now.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Ascending; the last one is what a load takes.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public IReadOnlyList<int> Versions(string name)
    {
        _ = SlotOf(name);
        return VersionsOf(name);
    }

    /// <summary>Loads a model, or loads it anew: requests that run stay on the old one, new ones get the new one once it is warm.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Gives up waiting for the device.</param>
    /// <returns>What is known of it now.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/> or <see cref="ErrorCode.ArtifactInvalid"/>.</exception>
    public async Task<ModelEntry> LoadAsync(string name, CancellationToken ct)
    {
        Scan();
        var slot = SlotOf(name);
        await slot.Gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var before = slot.Entry;
            var version = HighestVersion(name) ?? before.Version;
            if (slot.Loaded is null)
            {
                slot.Entry = before with { Version = version, State = ModelState.Loading, Error = null };
            }

            try
            {
                var loaded = await BuildAsync(name, version, ct).ConfigureAwait(false);
                var old = slot.Swap(loaded);
                slot.Entry = new ModelEntry(name, version, ModelState.Ready, loaded.Manifest, null);
                _ = old?.RetireAsync();
            }
            catch (Exception exception) when (slot.Loaded is null)
            {
                slot.Entry = exception is OperationCanceledException
                    ? before with { State = ModelState.Unloaded }
                    : before with { Version = version, State = ModelState.Failed, Error = Describe(exception) };
                throw;
            }

            return slot.Entry;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Takes a model off the device once the requests that began on it have finished.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Stops waiting; the model still goes.</param>
    /// <returns>What is known of it now.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public async Task<ModelEntry> UnloadAsync(string name, CancellationToken ct)
    {
        var slot = SlotOf(name);
        await slot.Gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (slot.Swap(null) is { } loaded)
            {
                slot.Entry = slot.Entry with { State = ModelState.Unloading };
                var gone = loaded.RetireAsync();

                // The entry turns to unloaded when the last lease has ended, also where nobody waits for that any more. Who does wait, waits for
                // the continuation and not beside it, and so never reads the entry before it has turned.
                var unloaded = gone.ContinueWith(
                    _ => slot.Unloaded(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                await unloaded.WaitAsync(ct).ConfigureAwait(false);
                await gone.ConfigureAwait(false);
            }
            else if (slot.Entry.State == ModelState.Failed)
            {
                slot.Entry = slot.Entry with { State = ModelState.Unloaded, Error = null };
            }

            return slot.Entry;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Takes a lease on a model that is ready.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The lease.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>, or <see cref="ErrorCode.ModelNotReady"/> while it is not loaded.</exception>
    public ModelLease Lease(string name)
    {
        var slot = SlotOf(name);
        while (slot.Loaded is { } loaded)
        {
            // A lease fails only when the model was swapped out in between; then the slot holds its successor or nothing.
            if (loaded.TryLease())
            {
                return new ModelLease(loaded);
            }
        }

        var entry = slot.Entry;
        throw new GenPhysException(
            ErrorCode.ModelNotReady,
            entry.State switch
            {
                ModelState.Failed => $"The model {name} could not be loaded: {entry.Error}",
                ModelState.Loading => $"The model {name} is still loading. Try again shortly.",
                _ => $"The model {name} is not loaded. POST /v1/models/{name}/load loads it.",
            },
            retryAfter: entry.State == ModelState.Loading ? TimeSpan.FromSeconds(1) : null);
    }

    private async Task<LoadedModel> BuildAsync(string name, int version, CancellationToken ct)
    {
        var folder = Folder(name, version);
        var manifest = await Task.Run(() => ManifestFile.Read(folder), ct).ConfigureAwait(false);
        var built = await engine.RunAsync(() => manifest.Field.Build(manifest, new ArtifactFiles(folder), networks), ct).ConfigureAwait(false);
        var model = await engine.AddModelAsync(name, built.Field, built.LanePrice).ConfigureAwait(false);
        return new LoadedModel(engine, manifest, model, built.Description);
    }

    private Slot SlotOf(string name) => _slots.TryGetValue(name, out var slot)
        ? slot
        : throw new GenPhysException(ErrorCode.ModelNotFound, $"There is no model {name}. GET /v1/models lists those there are.");

    private string Folder(string name, int version) => Path.Combine(Root, name, version.ToString(CultureInfo.InvariantCulture));

    private int? HighestVersion(string name) => VersionsOf(name) is [.., var highest] ? highest : null;

    private int[] VersionsOf(string name)
    {
        var folder = Path.Combine(Root, name);
        return !Directory.Exists(folder)
            ? []
            : [
                .. Directory.EnumerateDirectories(folder)
                    .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : 0)
                    .Where(v => v >= 1 && File.Exists(Path.Combine(Folder(name, v), ManifestFile.FileName)))
                    .Order(),
            ];
    }

    // A manifest that cannot be read is reported when somebody loads the model.
    private ModelManifest? TryRead(string name, int version)
    {
        try
        {
            return ManifestFile.Read(Folder(name, version));
        }
        catch (GenPhysException)
        {
            return null;
        }
    }

    private static string Describe(Exception exception) =>
        exception is GenPhysException { Pointer: { Length: > 0 } pointer } ? $"{pointer}: {exception.Message}" : exception.Message;

    /// <summary>One name. Loads and unloads pass its gate one at a time; readers see whole entries.</summary>
    private sealed class Slot(ModelEntry entry, Action changed)
    {
        private ModelEntry _entry = entry;
        private LoadedModel? _loaded;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public ModelEntry Entry
        {
            get => Volatile.Read(ref _entry);
            set
            {
                Volatile.Write(ref _entry, value);
                changed();
            }
        }

        public LoadedModel? Loaded => Volatile.Read(ref _loaded);

        public LoadedModel? Swap(LoadedModel? loaded) => Interlocked.Exchange(ref _loaded, loaded);

        // Only turns "unloading" into "unloaded": a load that began meanwhile has moved the entry on already.
        public void Unloaded()
        {
            var seen = Entry;
            if (seen.State == ModelState.Unloading)
            {
                Interlocked.CompareExchange(ref _entry, seen with { State = ModelState.Unloaded }, seen);
                changed();
            }
        }
    }
}
