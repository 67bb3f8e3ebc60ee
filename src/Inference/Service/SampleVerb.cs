using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Sampling;

namespace GenPhys.Inference.Service;

/// <summary>
/// Draws samples: once, or in rounds of rejection. Attempt a of row r has noise of its own, made from the seed, r and a alone, and a row keeps the first of
/// its attempts that passes, whatever the other rows do: the first rows of a larger request are the smaller request.
/// </summary>
internal sealed class SampleVerb
{
    private readonly InferenceEngine _engine;
    private readonly ServiceOptions _options;
    private readonly LoadedModel _model;
    private readonly SampleRequest _request;
    private readonly IProgress<SampleProgress>? _progress;
    private readonly string _id;
    private readonly EngineJob _job;
    private readonly int[]? _conditions;
    private readonly RowCodes? _codes;
    private readonly Verifier? _verifier;
    private readonly long _started;
    private readonly long _mostEvaluations;
    private readonly int _parallel;
    private readonly int _rounds;
    private SampleWeights? _weights;
    private double? _ess;

    /// <exception cref="GenPhysException">The model cannot run what is asked, or it is too much.</exception>
    public SampleVerb(
        InferenceEngine engine, ServiceOptions options, LoadedModel model, SampleRequest request, long seed, IProgress<SampleProgress>? progress)
    {
        (_engine, _options, _model, _request, _progress) = (engine, options, model, request, progress);
        _started = options.TimeProvider.GetTimestamp();
        _id = request.RequestId ?? Guid.NewGuid().ToString("N");
        var rejection = request.Rejection;
        _parallel = rejection is null ? 1 : rejection.Parallel ?? 1;
        _rounds = rejection is null ? 1 : rejection.MaxRounds ?? RejectionSpec.DefaultRounds;

        _conditions = RowConditions.Of(request.Condition, request.Count, model);
        _codes = RowCodes.Of(request, model);
        var program = SamplePlan.Program(request, model);
        var guidance = GuidancePlan.Create(request.Guidance, model, program.IsAdaptive, options.Limits.Constraints, request.Count, _conditions is not null);
        if (rejection is not null && guidance.GroupSize > 1)
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination, "Rows that a guidance term couples cannot be drawn anew one by one; leave rejection or the term out.", "/rejection");
        }

        if (program is WeightedProgram && (guidance.Terms.Count > 0 || guidance.Contrast is not null || rejection is not null))
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The process {model.Process.Kind} weights its samples for its own flow, which guidance and rejection would change; leave them out.",
                guidance.Terms.Count > 0 || guidance.Contrast is not null ? "/guidance" : "/rejection");
        }

        var lanes = Pricing.LanesOfRow(program, guidance.Terms, guidance.Contrast);
        _job = new EngineJob
        {
            Model = model.EngineModel,
            Program = program,
            Rows = request.Count * _parallel,
            Terms = guidance.Terms,
            GroupSize = guidance.GroupSize,
            Contrast = guidance.Contrast,
            ReportGuidance = request.GuidanceReport ?? false,
            Seed = (ulong)seed,
        };
        _mostEvaluations = (long)_job.Rows * _rounds * (lanes.Value + lanes.ValueAndVjp);
        RequestPrice.ThrowIfTooMuch(_job, options, rejection is null ? "/count" : "/rejection", _rounds);
        _verifier = Verifier.Of(request.Verify, model.EngineModel.Dimension, (long)_job.Rows * _rounds, options.Limits.Constraints);
    }

    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    public async Task<SampleResult> RunAsync(CancellationToken ct)
    {
        var answer = new SampleAnswer(_request.Count, _model.EngineModel.Dimension, _codes?.Slots ?? 0);
        var pending = Enumerable.Range(0, _request.Count).ToList();
        for (var round = 0; round < _rounds && pending.Count > 0; round++)
        {
            var first = round * _parallel;
            var (result, codes) = await RunAsync(pending, first, answer, ct).ConfigureAwait(false);
            var failures = result.Failures.Select(f => new FailedRow(f.Row, f.Step, f.NoiseLevel, f.Reason)).ToList();
            var samples = DataUnits.Round(Weigh(result), _model.Manifest, failures);
            answer.Count(result, _verifier?.Judge(samples, failures), round);
            pending = answer.Take(pending, _parallel, samples, codes, failures, keepsAll: _request.Rejection is null);
        }

        return new SampleResult
        {
            Id = _id,
            Model = new ModelReference(_model.Manifest.Name!, _model.Manifest.Version!.Value),
            Seed = (long)_job.Seed,
            Shape = [_request.Count, .. _model.Manifest.Shape],
            Samples = answer.Samples,
            Nfe = (double)answer.Evaluations / answer.Drawn,
            FailedRows = answer.Failures(pending, _rounds * _parallel),
            LogWeights = _weights?.Log,
            Ess = _ess,
            Codes = _codes is null ? null : [.. answer.Codes.Chunk(_codes.Slots)],
            GuidanceReport = answer.Guidance is { } rows ? GuidancePlan.Report(rows) : null,
            Verification = answer.Verification(_request),
            Timings = new Timings(answer.Queued.TotalMilliseconds, answer.Run.TotalMilliseconds),
        };
    }

    private async Task<(EngineResult Result, int[] Codes)> RunAsync(List<int> rows, int attempt, SampleAnswer answer, CancellationToken ct)
    {
        var spent = answer.Evaluations;
        var accepted = _request.Count - rows.Count;
        var job = _job with
        {
            Rows = rows.Count * _parallel,
            Conditions = _conditions is null ? null : [.. rows.SelectMany(row => Enumerable.Repeat(_conditions[row], _parallel))],
            Identities = _request.Rejection is null
                ? null
                : [.. rows.SelectMany(row => Enumerable.Range(attempt, _parallel).Select(a => new RowIdentity(_job.Seed, (uint)row, (ushort)a)))],
            Deadline = Remaining(),
            Progress = _progress is null ? null : p => _progress.Report(new SampleProgress(
                _id, _request.Rejection is null ? p.RowsDone : accepted, _request.Count, spent + p.Evaluations, _mostEvaluations)),
        };
        var codes = Array.Empty<int>();
        if (_codes is not null)
        {
            (job, codes) = _codes.Into(job, [.. rows.SelectMany(row => Enumerable.Repeat(row, _parallel))]);
        }

        var running = _engine.SubmitAsync(job, ct);

        // Told once the engine has taken it, so that a door that streams can still refuse with a status. The device thread may be quicker.
        if (attempt == 0)
        {
            _progress?.Report(new SampleProgress(_id, 0, _request.Count, 0, _mostEvaluations));
        }

        return (await running.ConfigureAwait(false), codes);
    }

    // The states, resampled by their weights where that was asked for.
    private double[] Weigh(EngineResult result)
    {
        if (_job.Program is not WeightedProgram program)
        {
            return result.States;
        }

        _weights = SampleWeights.Of(program, _job, result, _model.Process);
        _ess = _weights.EffectiveSampleSize;
        return _request.Resample == ResampleMethod.Systematic ? _weights.Resample(result.States, _job.Seed) : result.States;
    }

    private TimeSpan? Remaining()
    {
        if (_request.DeadlineMs is not { } ms)
        {
            return null;
        }

        // A deadline that has just passed is the engine's to tell, as any other.
        var left = TimeSpan.FromMilliseconds(ms) - _options.TimeProvider.GetElapsedTime(_started);
        return left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1);
    }
}
