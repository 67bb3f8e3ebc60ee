using GenPhys.Inference.Codes;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Models.Repository;

/// <summary>
/// A model on the device. Requests hold leases; once the repository has let go of it, the last lease to end takes it off
/// the device, so that what began on a model finishes on it.
/// </summary>
public sealed class LoadedModel
{
    private readonly InferenceEngine _engine;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The repository's own hold counts as one lease, so the count reaches 0 exactly once, after Retire.
    private int _leases = 1;

    internal LoadedModel(InferenceEngine engine, ModelManifest manifest, EngineModel engineModel, string description, IReadOnlyList<Classifier>? classifiers = null, GuidanceParts? parts = null, LatentCodes? codes = null)
    {
        _engine = engine;
        Manifest = manifest;
        Process = manifest.Process.Create();
        EngineModel = engineModel;
        Description = description;
        Classifiers = classifiers ?? [];
        Parts = parts ?? GuidanceParts.None;
        Codes = codes;
    }

    /// <summary>The manifest, with name and version.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The generative process.</summary>
    public GenerativeProcess Process { get; }

    /// <summary>The model as the engine runs it.</summary>
    public EngineModel EngineModel { get; }

    /// <summary>The stack of classifiers, in order; its members belong to the device thread.</summary>
    public IReadOnlyList<Classifier> Classifiers { get; }

    /// <summary>What else the artifact brings for guidance; it belongs to the device thread.</summary>
    public GuidanceParts Parts { get; }

    /// <summary>The latent codes; null for a model without any.</summary>
    public LatentCodes? Codes { get; }

    /// <summary>How the field runs, in a few words.</summary>
    public string Description { get; }

    /// <summary>Completes when the model has left the device.</summary>
    internal Task Gone => _gone.Task;

    /// <summary>Takes a lease unless the model is already on its way out.</summary>
    internal bool TryLease()
    {
        while (true)
        {
            var leases = Volatile.Read(ref _leases);
            if (leases == 0)
            {
                return false;
            }

            // Compared and exchanged, not incremented: a count that has reached 0 must never rise again.
            if (Interlocked.CompareExchange(ref _leases, leases + 1, leases) == leases)
            {
                return true;
            }
        }
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            _ = LeaveAsync();
        }
    }

    /// <summary>Ends the repository's own hold.</summary>
    internal Task RetireAsync()
    {
        Release();
        return Gone;
    }

    private async Task LeaveAsync()
    {
        try
        {
            await _engine.RemoveModelAsync(EngineModel).ConfigureAwait(false);
            _gone.SetResult();
        }
        catch (Exception exception)
        {
            _gone.SetException(exception);
        }
    }
}

/// <summary>A hold on a loaded model; the model stays on the device until it is disposed.</summary>
public sealed class ModelLease : IDisposable
{
    private LoadedModel? _model;

    internal ModelLease(LoadedModel model) => _model = model;

    /// <summary>The model.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public LoadedModel Model => _model ?? throw new ObjectDisposedException(nameof(ModelLease));

    /// <summary>Ends the lease.</summary>
    public void Dispose() => Interlocked.Exchange(ref _model, null)?.Release();
}
