using GenPhys.Contracts;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The triangles that come with the service, with a bridge in place and without, through the whole service.</summary>
public sealed class ShippedBridgeTests
{
    private const int Rows = 2048;
    private const string Board = """{ "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 }""";

    [Fact(DisplayName = "M10: of the plain model's samples more than 5 % leave the board, of the bridged model's at most 0.1 %")]
    [Trait("Acceptance", "M10")]
    [Trait("Category", "Slow")]
    public async Task Hardly_any_sample_of_the_bridged_model_leaves_the_board()
    {
        await using var baseline = await RunningHost.StartAsync(ModelFolder.Shipped("triangles"));
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("triangles-mbm"));
        var plain = await SampleAsync(baseline, "triangles");
        var bridged = await SampleAsync(host, "triangles-mbm");
        Assert.True(plain.Verification!.Rate > 0.05, $"{plain.Verification.Rate}");
        Assert.True(bridged.Verification!.Rate <= 0.001, $"{bridged.Verification.Rate}");

        // What is learnt is where the data are, and not just the board: the lower right half of each square.
        var wrong = bridged.Samples.Count(point => point![1] - Math.Floor(point[1]) > point[0] - Math.Floor(point[0]));
        Assert.True(wrong < 0.12 * Rows, $"{wrong} of {Rows} in the wrong half");
    }

    private static Task<SampleResponse> SampleAsync(RunningHost host, string model) =>
        host.Client.SampleAsync($$"""{ "count": {{Rows}}, "seed": 21, "verify": {{Board}} }""", model);
}
