using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Models.Repository;

namespace GenPhys.Inference.Service;

/// <summary>One request that takes one job of the engine after another: its id, its clock and what is left of its deadline.</summary>
internal sealed class FlowRun(InferenceEngine engine, ServiceOptions options, LoadedModel model, string? id, int? deadlineMs)
{
    private readonly long _started = options.TimeProvider.GetTimestamp();
    private TimeSpan? _queued;

    /// <summary>The request's id.</summary>
    public string Id { get; } = id ?? Guid.NewGuid().ToString("N");

    /// <summary>The terms of the flow; null for those that a sample request without guidance follows: the artifact's own stack, where it has one.</summary>
    public GuidancePlan? Guidance { get; set; }

    /// <summary>Condition of each row, <c>[rows]</c>: 0 for none, else 1 and the class; null where no row has one.</summary>
    public int[]? Conditions { get; set; }

    /// <summary>The request's latent codes, one list for all rows or one per row; null for the flow without a code.</summary>
    public IReadOnlyList<int[]>? Codes { get; init; }

    /// <summary>The model.</summary>
    public LoadedModel Model => model;

    /// <summary>What a constraint of the request may hold.</summary>
    public ConstraintLimits ConstraintLimits => options.Limits.Constraints;

    /// <summary>The model as answers name it.</summary>
    public ModelReference Reference { get; } = new(model.Manifest.Name!, model.Manifest.Version!.Value);

    /// <summary>How long it took so far.</summary>
    public Timings Timings
    {
        get
        {
            var queued = _queued ?? TimeSpan.Zero;
            return new(queued.TotalMilliseconds, (options.TimeProvider.GetElapsedTime(_started) - queued).TotalMilliseconds);
        }
    }

    /// <summary>Refuses what could never run, before anything runs.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="programs">What each of them takes.</param>
    /// <param name="pointer">The member to make smaller.</param>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.BudgetExceeded"/>.</exception>
    public void ThrowIfTooMuch(int rows, string pointer, params RowProgram[] programs)
    {
        foreach (var program in programs)
        {
            RequestPrice.ThrowIfTooMuch(Job(program, rows), options, pointer);
        }
    }

    /// <summary>Runs a program on given states.</summary>
    /// <param name="program">The program.</param>
    /// <param name="states">States, <c>[rows, dim]</c>.</param>
    /// <param name="seed">Seed of probes.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Where the program took them.</returns>
    public async Task<EngineResult> RunAsync(RowProgram program, double[] states, long seed, CancellationToken ct)
    {
        TimeSpan? left = null;
        if (deadlineMs is { } ms)
        {
            var rest = TimeSpan.FromMilliseconds(ms) - options.TimeProvider.GetElapsedTime(_started);
            left = rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }

        var job = Job(program, states.Length / model.EngineModel.Dimension) with { Initial = states, Seed = (ulong)seed, Deadline = left };
        var codes = RowCodes.Along(Codes, model);
        var result = await engine.SubmitAsync(codes?.Into(job).Job ?? job, ct).ConfigureAwait(false);
        _queued ??= result.Queued;
        return result;
    }

    private EngineJob Job(RowProgram program, int rows)
    {
        var guidance = Guidance ?? GuidancePlan.Create(null, model, program.IsAdaptive, options.Limits.Constraints);
        return new EngineJob
        {
            Model = model.EngineModel,
            Program = program,
            Rows = rows,
            Terms = guidance.Terms,
            Contrast = guidance.Contrast is { OfCodes: true } && Codes is null ? null : guidance.Contrast,
            Conditions = Conditions,
            SharesDraws = true,
        };
    }
}
