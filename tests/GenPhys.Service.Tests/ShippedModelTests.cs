using System.Runtime.InteropServices;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The checkerboard network that comes with the service, through the whole service.</summary>
public sealed class ShippedModelTests : IAsyncLifetime
{
    private const string Body = """{ "count": 256, "seed": 7 }""";

    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(ModelFolder.Shipped("checkerboard"));

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Three_quarters_and_more_of_the_samples_stay_on_the_board()
    {
        var answer = await _host.Client.SampleAsync(Body, "checkerboard");
        Assert.Equal([256, 2], answer.Shape);
        Assert.Empty(answer.FailedRows);
        Assert.Equal(35, answer.Nfe);
        var off = answer.Samples.Count(point => !IsOnBoard(point![0], point[1]));
        Assert.True(off < 0.25 * 256, $"{off} of 256 samples leave the board");
    }

    [Fact]
    public async Task A_request_alone_and_the_same_in_company_give_the_same_bits()
    {
        var alone = await BytesAsync(Body);
        var company = Enumerable.Range(0, 40).Select(i => BytesAsync(
            $$"""{ "count": {{1 + (7 * i % 31)}}, "seed": {{i}}, "sampler": { "kind": "{{(i % 2 == 0 ? "heun" : "euler")}}", "steps": {{5 + (i % 20)}} } }""")).ToArray();
        var among = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BytesAsync(Body)));
        await Task.WhenAll(company);
        Assert.All(among, bytes => Assert.Equal(alone, bytes));
    }

    [Fact]
    public async Task The_first_rows_of_a_larger_request_are_the_rows_of_a_smaller_one()
    {
        var small = await BytesAsync(Body);
        var large = await BytesAsync(Body.Replace("256", "601", StringComparison.Ordinal));
        Assert.Equal(small, large[..small.Length]);
    }

    [Fact]
    public async Task Json_and_binary_give_the_same_bits()
    {
        var json = (await _host.Client.SampleAsync(Body, "checkerboard")).Flat();
        Assert.Equal(MemoryMarshal.AsBytes<float>(json).ToArray(), await BytesAsync(Body));
    }

    private async Task<byte[]> BytesAsync(string body)
    {
        using var response = await _host.Client.SendAsync(Http.Sample(body, "checkerboard", "application/octet-stream"));
        Assert.True(response.IsSuccessStatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Squares of side 1 on [-2, 2]², of which those whose column and row add up to an even number are filled.</summary>
    private static bool IsOnBoard(double x, double y) =>
        Math.Abs(x) <= 2 && Math.Abs(y) <= 2 && ((int)Math.Floor(x + 2) + (int)Math.Floor(y + 2)) % 2 == 0;
}
