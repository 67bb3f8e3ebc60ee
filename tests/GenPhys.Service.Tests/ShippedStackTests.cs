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
}
