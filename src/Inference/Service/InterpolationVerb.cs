using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Latents;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Service;

/// <summary>A walk between latents.</summary>
internal static class InterpolationVerb
{
    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    public static async Task<InterpolationResult> RunAsync(FlowRun run, InterpolationRequest request, CancellationToken ct)
    {
        var dimension = run.Model.EngineModel.Dimension;
        var weights = request.Weights is { } given
            ? [.. given.Select(row => Normalised(row))]
            : LatentPath.Through(request.Ends.Count, request.Steps ?? InterpolationRequest.DefaultSteps);
        var solver = new FlowSolver(request.Sampler, run.Model, LatentVerbs.Tolerance, JsonPointer.Root["sampler"]);
        var program = solver.Down();
        run.ThrowIfTooMuch(weights.Length, request.Weights is null ? "/steps" : "/weights", program);

        var ends = await EndsAsync(run, request.Ends, solver, ct).ConfigureAwait(false);
        var states = new double[weights.Length * dimension];
        for (var row = 0; row < weights.Length; row++)
        {
            Mean(request, ends, weights[row]).CopyTo(states.AsSpan(row * dimension, dimension));
        }

        var decoded = await run.RunAsync(program, states, 0, ct).ConfigureAwait(false);
        var failures = LatentVerbs.Failures(decoded, step: null);
        var points = DataUnits.Rows(DataUnits.Round(decoded.States, run.Model.Manifest, failures), failures, dimension);
        return new InterpolationResult
        {
            Id = run.Id,
            Model = run.Reference,
            Weights = weights,
            Latents = [.. DataUnits.Latents(states, run.Model, []).Select(row => row!)],
            Points = points,
            Nfe = decoded.Evaluations.Average(),
            FailedRows = failures,
            Timings = run.Timings,
        };
    }

    private static double[] Normalised(double[] row)
    {
        var sum = row.Sum();
        return [.. row.Select(weight => weight / sum)];
    }

    private static double[] Mean(InterpolationRequest request, IReadOnlyList<double[]> ends, double[] weights)
    {
        if (request.Method == InterpolationMethod.Lerp)
        {
            return LatentMean.Linear(ends, weights);
        }

        try
        {
            return LatentMean.Spherical(ends, weights);
        }
        catch (ArgumentException exception)
        {
            throw new GenPhysException(ErrorCode.UnsupportedCombination, exception.Message, "/method");
        }
    }

    // States at the prior's level: drawn, given, or encoded.
    private static async Task<IReadOnlyList<double[]>> EndsAsync(
        FlowRun run, IReadOnlyList<InterpolationEnd> ends, FlowSolver solver, CancellationToken ct)
    {
        var manifest = run.Model.Manifest;
        var states = new double[ends.Count][];
        var encoded = new List<int>();
        for (var i = 0; i < ends.Count; i++)
        {
            var at = JsonPointer.Root["ends"][i];
            switch (ends[i])
            {
                case { Seed: { } seed }:
                    states[i] = Draw(run.Model, solver.High, (ulong)seed);
                    break;
                case { Latent: { } latent }:
                    DataUnits.RequireShape(latent, manifest, at["latent"]);
                    states[i] = LatentVerbs.States([latent], run.Model, temperature: 1);
                    break;
                default:
                    states[i] = DataUnits.Normalise(ends[i].Point!, manifest, at["point"]);
                    encoded.Add(i);
                    break;
            }
        }

        if (encoded.Count > 0)
        {
            var result = await run.RunAsync(solver.Up(), [.. encoded.SelectMany(i => states[i])], 0, ct).ConfigureAwait(false);
            if (result.Failures is [var failure, ..])
            {
                throw new GenPhysException(
                    ErrorCode.NumericalFailure,
                    $"The point could not be encoded: {failure.Reason}",
                    JsonPointer.Root["ends"][encoded[failure.Row]]["point"].ToString());
            }

            for (var row = 0; row < encoded.Count; row++)
            {
                states[encoded[row]] = result.States[(row * manifest.Dimension())..((row + 1) * manifest.Dimension())];
            }
        }

        return states;
    }

    // What row 0 of a sample request with this seed starts from.
    private static double[] Draw(LoadedModel model, double level, ulong seed)
    {
        var noise = model.Process.Noise(level);
        var x = new double[model.EngineModel.Dimension];
        noise.Law.Draw(new RowIdentity(seed, 0).Key(NoisePurpose.Prior, 0, 0), x);
        return [.. x.Select(value => noise.Scale * value)];
    }
}
