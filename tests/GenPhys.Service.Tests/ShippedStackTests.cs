using System.Text;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The guided checkerboard that comes with the service, as far up its stack as a request asks for it, and what it was distilled into: through the whole service.</summary>
public sealed class ShippedStackTests
{
    private const int Rows = 4096;
    private const int Classifiers = 3;

    [Fact(DisplayName = "A9: the first classifier halves the infractions, and the next ones go on")]
    [Trait("Acceptance", "A9")]
    [Trait("Category", "Slow")]
    public async Task The_first_classifier_halves_the_infractions_and_the_next_ones_go_on()
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("checkerboard-gen-neg"));
        var rates = new double[Classifiers + 1];
        for (var count = 0; count < rates.Length; count++)
        {
            rates[count] = (await SampleAsync(host, "checkerboard-gen-neg", $$""", "guidance": [{ "kind": "classifiers", "count": {{count}} }]""")).Verification!.Rate;
        }

        // Two standard errors of a rate of 4 % over 4,096 samples are 0.6 %; the rows share their noise, so the gaps are surer than that.
        Assert.InRange(rates[0], 0.035, 0.05);
        Assert.True(rates[1] <= 0.5 * rates[0], string.Join(", ", rates));
        for (var count = 2; count < rates.Length; count++)
        {
            Assert.True(rates[count] < rates[count - 1], string.Join(", ", rates));
        }

        var asked = await host.Client.SampleAsync($$"""{ "count": 64, "seed": 5, "guidance": [{ "kind": "classifiers", "count": {{Classifiers}} }] }""", "checkerboard-gen-neg");
        var whole = await host.Client.SampleAsync("""{ "count": 64, "seed": 5 }""", "checkerboard-gen-neg");
        Assert.Equal(asked.Flat(), whole.Flat());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_stack_raises_the_likelihood_of_valid_points_by_what_it_takes_from_invalid_ones()
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("checkerboard-gen-neg"));
        double[][] valid = [[0.5, 0.5], [-1.5, -1.4], [1.3, 1.6], [-0.3, 1.4], [0.8, -1.7], [-1.1, -1.9]];
        double[][] invalid = [[0.5, -0.5], [-0.5, 0.5], [1.4, 0.4]];
        var (guided, plain) = (await LikelihoodsAsync("null"), await LikelihoodsAsync("[]"));
        var rises = guided.Zip(plain, (a, b) => a!.Value - b!.Value).ToArray();

        // Three classifiers have taken 4.3 - 0.7 % of the mass, so exact ones would raise every valid point by 0.04; these are trained, and some 0.3 off.
        Assert.Equal(0.04, rises.Take(valid.Length).Average(), 0.2);
        Assert.All(rises.Take(valid.Length), rise => Assert.InRange(rise, -0.6, 0.6));
        Assert.All(rises.Skip(valid.Length), rise => Assert.True(rise < -0.5, string.Join(", ", rises)));

        async Task<IReadOnlyList<double?>> LikelihoodsAsync(string guidance)
        {
            var body = $$"""{ "points": {{JsonSerializer.Serialize(valid.Concat(invalid))}}, "guidance": {{guidance}}, "solver": { "kind": "rk45", "rtol": 1e-4, "atol": 1e-4 } }""";
            using var response = await host.Client.PostAsync("/v1/models/checkerboard-gen-neg/likelihoods", new StringContent(body, Encoding.UTF8, "application/json"));
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonSerializer.Deserialize(text, ContractsJson.Default.LikelihoodResult)!.LogLikelihoods;
        }
    }

    [Fact(DisplayName = "A9: the recorded losses hold along the stack")]
    [Trait("Acceptance", "A9")]
    public void The_held_out_loss_holds_along_the_stack()
    {
        var metrics = ManifestFile.Read(ModelFolder.ShippedFolder("checkerboard-gen-neg")).Training!.Metrics!;
        for (var count = 1; count <= Classifiers; count++)
        {
            Assert.InRange(metrics[$"heldOutLoss{count}"] / metrics["heldOutLoss0"], 0, 1.02);
        }
    }

    [Fact(DisplayName = "A10: the distilled model has the baseline's cost and nearly its teacher's infractions")]
    [Trait("Acceptance", "A10")]
    [Trait("Category", "Slow")]
    public async Task The_distilled_model_costs_a_baselines_evaluation_and_keeps_to_the_board()
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("checkerboard", "checkerboard-gen-neg", "checkerboard-gen-neg-distilled"));
        var baseline = await SampleAsync(host, "checkerboard", "");
        var teacher = await SampleAsync(host, "checkerboard-gen-neg", "");
        var student = await SampleAsync(host, "checkerboard-gen-neg-distilled", "");
        Assert.Equal(baseline.Nfe, student.Nfe);
        Assert.True(student.Verification!.Rate <= teacher.Verification!.Rate + 0.01, $"{student.Verification.Rate} against {teacher.Verification.Rate}");
        Assert.True(student.Verification.Rate <= 0.6 * baseline.Verification!.Rate, $"{student.Verification.Rate} against {baseline.Verification.Rate}");
    }

    private static Task<SampleResponse> SampleAsync(RunningHost host, string model, string rest) => host.Client.SampleAsync(
        $$"""
        { "count": {{Rows}}, "seed": 21{{rest}},
          "verify": { "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 } }
        """,
        model);
}
