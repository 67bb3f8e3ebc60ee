using System.Text;
using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The guided checkerboard that comes with the service: its stack, through the whole service, as far as a request asks for it.</summary>
public sealed class ShippedStackTests
{
    private const int Rows = 4096;

    [Fact(DisplayName = "A9: the first classifier halves the infractions, and the second goes on")]
    [Trait("Acceptance", "A9")]
    [Trait("Category", "Slow")]
    public async Task The_first_classifier_halves_the_infractions_and_the_second_goes_on()
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("checkerboard-gen-neg"));
        var rates = new double[3];
        for (var count = 0; count < rates.Length; count++)
        {
            var answer = await host.Client.SampleAsync(
                $$"""
                { "count": {{Rows}}, "seed": 21, "guidance": [{ "kind": "classifiers", "count": {{count}} }],
                  "verify": { "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 } }
                """,
                "checkerboard-gen-neg");
            rates[count] = answer.Verification!.Rate;
        }

        // Two standard errors of a rate of 4 % over 4,096 samples are 0.6 %; the rows share their noise, so the gaps are surer than that.
        Assert.InRange(rates[0], 0.035, 0.05);
        Assert.True(rates[1] <= 0.5 * rates[0], string.Join(", ", rates));
        Assert.True(rates[2] < rates[1], string.Join(", ", rates));

        var asked = await host.Client.SampleAsync("""{ "count": 64, "seed": 5, "guidance": [{ "kind": "classifiers", "count": 2 }] }""", "checkerboard-gen-neg");
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

        // Two classifiers have taken 4.3 - 1.2 % of the mass, so exact ones would raise every valid point by 0.03; these are trained, and some 0.3 off.
        Assert.Equal(0.03, rises.Take(valid.Length).Average(), 0.2);
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
}
