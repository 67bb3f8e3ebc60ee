using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance;

/// <summary>Terms as a request makes them, and what the engine makes of them.</summary>
internal static class Guided
{
    /// <summary>The terms of a request's guidance, as JSON, on a model of a shape.</summary>
    public static IReadOnlyList<GuidanceTerm> Terms(
        string json, int[] shape, IReadOnlyList<Classifier>? classifiers = null, NormalisationSpec? normalisation = null)
    {
        var manifest = Manifest(shape) with { Normalisation = normalisation };
        var at = JsonPointer.Root["guidance"];
        return [.. Specs(json).SelectMany((spec, i) => GuidanceRegistry.Create(spec, new GuidanceContext(manifest, classifiers ?? [], false, at[i])))];
    }

    /// <summary>The guidance of a request, as JSON; empty for none.</summary>
    public static IReadOnlyList<GuidanceSpec> Specs(string json)
    {
        var request = StrictJson.Read(
            JsonSerializer.SerializeToUtf8Bytes(new { count = 1, guidance = JsonSerializer.Deserialize<JsonElement>("[" + json + "]") }),
            ContractsJson.Default.SampleRequest);
        SampleRequestValidator.ThrowIfInvalid(request, new SampleLimits { MaxDraws = 1_000_000 });
        return request.Guidance!;
    }

    /// <summary>A manifest of a shape.</summary>
    public static ModelManifest Manifest(int[] shape) => new()
    {
        Schema = 1,
        Shape = shape,
        Process = new EdmProcessSpec(),
        Field = new GaussianMixtureFieldSpec { Weights = [1], Means = [new double[shape.Aggregate(1, (a, b) => a * b)]], StandardDeviations = [1] },
    };

    /// <summary>The guidance sum G at states <c>[rows, dim]</c>; every row has a noise of its own.</summary>
    public static async Task<EngineResult> SumAsync(IField field, IReadOnlyList<GuidanceTerm> terms, double sigma, double[] x, ulong seed = 1) =>
        await Rig.AloneAsync(field, m => new()
        {
            Model = m,
            Rows = x.Length / m.Dimension,
            Seed = seed,
            Initial = x,
            Terms = terms,
            ReportGuidance = true,
            Program = new TableProgram(1, [new Tick
            {
                Lanes = [new Lane(0, sigma)], Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Guidance, 0, 1))],
            }]),
        });

    /// <summary>Samples of a guided field.</summary>
    public static async Task<double[]> SampleAsync(
        IField field, IReadOnlyList<GuidanceTerm> terms, Sampler sampler, double[] levels, int rows, ulong seed = 1)
    {
        // Thousands of rows with hundreds of draws take their time on a busy machine.
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("guided", field);
        var result = await engine.SubmitAsync(
            new() { Model = model, Rows = rows, Seed = seed, Terms = terms, Program = sampler.Program([.. levels, 0]) }).WaitAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(result.Failures);
        return result.States;
    }

    public static (double Mean, double Deviation) Moments(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
