using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;

namespace GenPhys.Inference.Service;

/// <summary>Points to latents, and latents to points.</summary>
internal static class LatentVerbs
{
    /// <summary>rtol and atol of rk45 where a request gives none.</summary>
    public const double Tolerance = 1e-6;

    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    public static async Task<EncodeResult> EncodeAsync(FlowRun run, EncodeRequest request, CancellationToken ct)
    {
        var manifest = run.Model.Manifest;
        var states = DataUnits.Normalise(request.Points, manifest, JsonPointer.Root["points"]);
        var solver = new FlowSolver(request.Sampler, run.Model, Tolerance, JsonPointer.Root["sampler"]);
        var (up, down) = (solver.Up(), solver.Down());
        run.ThrowIfTooMuch(request.Points.Count, "/points", up, down);

        var encoded = await run.RunAsync(up, states, 0, ct).ConfigureAwait(false);
        var failures = Failures(encoded, step: null);
        var latents = DataUnits.Latents(encoded.States, run.Model, failures);

        // Decoded from the float32 latents of the answer: the error is the one that a caller sees who sends them back.
        var decoded = await run.RunAsync(down, States(latents, run.Model, temperature: 1), 0, ct).ConfigureAwait(false);
        failures.AddRange(Failures(decoded, step: "decoding again").Where(late => failures.All(early => early.Row != late.Row)));
        failures.Sort((a, b) => a.Row.CompareTo(b.Row));
        var errors = new double?[latents.Length];
        foreach (var row in Enumerable.Range(0, latents.Length).Except(failures.Select(f => f.Row)))
        {
            errors[row] = DataUnits.Distance(states, decoded.States, row, manifest);
        }

        foreach (var failure in failures)
        {
            latents[failure.Row] = null;
        }

        return new EncodeResult
        {
            Id = run.Id,
            Model = run.Reference,
            Latents = latents,
            RoundTripErrors = errors,
            Nfe = encoded.Evaluations.Average(),
            FailedRows = failures,
            Timings = run.Timings,
        };
    }

    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    public static async Task<DecodeResult> DecodeAsync(FlowRun run, DecodeRequest request, CancellationToken ct)
    {
        DataUnits.RequireShape(request.Latents, run.Model.Manifest, JsonPointer.Root["latents"]);
        var program = new FlowSolver(request.Sampler, run.Model, Tolerance, JsonPointer.Root["sampler"]).Down();
        run.ThrowIfTooMuch(request.Latents.Count, "/latents", program);
        var states = States(request.Latents, run.Model, request.Temperature ?? 1);
        var decoded = await run.RunAsync(program, states, 0, ct).ConfigureAwait(false);
        var failures = Failures(decoded, step: null);
        return new DecodeResult
        {
            Id = run.Id,
            Model = run.Reference,
            Points = DataUnits.Rows(DataUnits.Round(decoded.States, run.Model.Manifest, failures), failures, run.Model.EngineModel.Dimension),
            Nfe = decoded.Evaluations.Average(),
            FailedRows = failures,
            Timings = run.Timings,
        };
    }

    /// <summary>Failed rows of a result, in order.</summary>
    public static List<FailedRow> Failures(EngineResult result, string? step) =>
        [.. result.Failures.Select(f => new FailedRow(f.Row, f.Step, f.NoiseLevel, step is null ? f.Reason : $"{f.Reason} (in {step})"))];

    /// <summary>States at the prior's level of latents in the process's own units; a missing row is the origin.</summary>
    public static double[] States(IReadOnlyList<double[]> latents, LoadedModel model, double temperature) =>
        [.. latents.SelectMany(row => row.Select(x => temperature * x / model.Process.LatentScale))];

    private static double[] States(IReadOnlyList<float[]?> latents, LoadedModel model, double temperature) =>
        States([.. latents.Select(row => row is null ? new double[model.EngineModel.Dimension] : Array.ConvertAll(row, x => (double)x))], model, temperature);
}
