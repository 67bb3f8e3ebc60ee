using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Likelihood;
using GenPhys.Inference.Sampling.Adaptive;

namespace GenPhys.Inference.Service;

/// <summary>Log-likelihoods of points.</summary>
internal static class LikelihoodVerb
{
    private const double Tolerance = 1e-5;
    private const int DefaultProbes = 4;

    // Up to here an exact trace costs no more than a few probes, and has no error.
    private const int MostExactCoordinates = 16;

    /// <summary>Rows whose closed-form density is taken in one turn of the device thread.</summary>
    private const int DensityRows = 64;

    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    public static async Task<LikelihoodResult> RunAsync(
        FlowRun run, LikelihoodRequest request, long seed, IDeviceExecutor device, CancellationToken ct)
    {
        var manifest = run.Model.Manifest;
        if (!run.Model.Process.HasLikelihood)
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The flow of the process {run.Model.Process.Kind} does not keep the mass that it moves, so it gives no likelihood; sample with logWeights, or use a model of another process.");
        }

        var dimension = manifest.Dimension();
        var states = DataUnits.Normalise(request.Points, manifest, JsonPointer.Root["points"]);
        var trace = (request.Trace ?? (request.Probes is null && dimension <= MostExactCoordinates ? TraceMethod.Exact : TraceMethod.Hutchinson)) switch
        {
            TraceMethod.Exact => TraceEstimate.Exact(dimension),
            _ => TraceEstimate.Hutchinson(dimension, request.Probes ?? DefaultProbes),
        };
        var solver = new FlowSolver(request.Solver, run.Model, Tolerance, JsonPointer.Root["solver"]);
        var program = solver.UpWithDivergence(trace);
        run.Conditions = RowConditions.Of(request.Condition, request.Points.Count, run.Model);
        run.Guidance = GuidancePlan.Create(
            request.Guidance, run.Model, program.IsAdaptive, run.ConstraintLimits, request.Points.Count, run.Conditions is not null, withDensity: true);
        run.ThrowIfTooMuch(request.Points.Count, "/points", program);
        var result = await run.RunAsync(program, states, seed, ct).ConfigureAwait(false);

        // Of a guided or conditioned flow the density at the prior's level is not known.
        var plain = run.Guidance.Terms.Count == 0 && run.Conditions is null && run.Codes is null;
        var terminal = request.Details is true && plain && run.Model.EngineModel.Field is IExactField exact
            ? await TerminalAsync(exact, result.States, solver.High, device, ct).ConfigureAwait(false)
            : null;
        return Answer(run, request, seed, new FlowLikelihood(run.Model.Process, solver.High, trace), result, terminal);
    }

    private static LikelihoodResult Answer(
        FlowRun run, LikelihoodRequest request, long seed, FlowLikelihood likelihood, EngineResult result, double[]? terminal)
    {
        var (rows, dimension) = (request.Points.Count, run.Model.EngineModel.Dimension);
        var scalars = result.Scalars.Length / rows;
        var logScale = run.Model.Manifest.Normalisation?.Scale.Sum(Math.Log) ?? 0;
        var failures = result.Failures.Select(f => new FailedRow(f.Row, f.Step, f.NoiseLevel, f.Reason)).ToList();
        var parts = new LikelihoodParts?[rows];
        foreach (var row in Enumerable.Range(0, rows).Except(failures.Select(f => f.Row)))
        {
            var read = likelihood.Read(result.States.AsSpan(row * dimension, dimension), result.Scalars.AsSpan(row * scalars, scalars));
            if (double.IsFinite(read.Prior + read.Divergence))
            {
                parts[row] = read;
            }
            else
            {
                failures.Add(new FailedRow(row, 0, 0, "The log-likelihood is not finite."));
            }
        }

        failures.Sort((a, b) => a.Row.CompareTo(b.Row));
        double?[] values = [.. parts.Select(p => p?.Prior + p?.Divergence - logScale)];
        return new LikelihoodResult
        {
            Id = run.Id,
            Model = run.Reference,
            Seed = seed,
            Shape = [rows],
            LogLikelihoods = values,
            BitsPerDim = [.. values.Select(value => -value / (dimension * Math.Log(2)))],
            StandardErrors = [.. parts.Select(p => p?.StandardError)],
            Nfe = result.Evaluations,
            Timings = run.Timings,
            Details = request.Details is not true ? null : new LikelihoodDetails
            {
                Latents = DataUnits.Latents(result.States, run.Model, failures),
                PriorLogDensities = [.. parts.Select(p => p?.Prior)],
                Divergences = [.. parts.Select(p => p?.Divergence)],
                TerminalLogDensities = terminal is null ? null : [.. terminal.Select((value, row) => parts[row] is null ? null : (double?)value)],
            },
            FailedRows = failures,
        };
    }

    // A few rows at a turn, so that the ticks of others go on between them.
    private static async Task<double[]> TerminalAsync(IExactField field, double[] states, double level, IDeviceExecutor device, CancellationToken ct)
    {
        var densities = new double[states.Length / field.Dimension];
        for (var first = 0; first < densities.Length; first += DensityRows)
        {
            var begin = first;
            await device.RunAsync(
                () =>
                {
                    for (var row = begin; row < Math.Min(begin + DensityRows, densities.Length); row++)
                    {
                        densities[row] = field.LogDensity(states.AsSpan(row * field.Dimension, field.Dimension), level);
                    }

                    return true;
                },
                ct).ConfigureAwait(false);
        }

        return densities;
    }
}
