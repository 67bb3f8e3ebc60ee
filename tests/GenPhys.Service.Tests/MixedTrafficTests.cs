using System.Text;
using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>Everything that a network can be asked, at once: each answer has the bits of the same request alone.</summary>
public sealed class MixedTrafficTests
{
    private static readonly string[] Samples =
    [
        """{ "count": 37, "seed": 1, "guidance": [] }""",
        """
        { "count": 21, "seed": 2, "sampler": { "kind": "heun", "steps": 12 },
          "guidance": [{ "kind": "loss", "estimator": "point", "loss": { "kind": "distance", "weight": 20, "to": { "kind": "box", "low": [0, 0], "high": [1, 1] } } }] }
        """,
        """
        { "count": 9, "seed": 3, "sampler": { "kind": "heun", "steps": 10 },
          "guidance": [{ "kind": "loss", "estimator": "monteCarlo", "samples": 16,
                         "loss": { "kind": "distance", "weight": 20, "to": { "kind": "disc", "center": [0, 0], "radius": 0.5 } } }] }
        """,
        """
        { "count": 13, "seed": 4, "sampler": { "kind": "rk45", "rtol": 1e-3, "atol": 1e-3 },
          "guidance": [{ "kind": "loss", "estimator": "point", "loss": { "kind": "linear", "weight": 2, "operator": { "kind": "matrix", "rows": [[1, 1]] }, "measurement": [0.5] } }] }
        """,
        """
        { "count": 17, "seed": 5, "sampler": { "kind": "edmStochastic", "steps": 10, "sChurn": 4 },
          "guidance": [{ "kind": "bridge", "to": { "kind": "halfPlane", "normal": [1, 0], "offset": 0.5 } }] }
        """,
        """
        { "count": 24, "seed": 6, "sampler": { "kind": "euler", "steps": 14 },
          "guidance": [{ "kind": "particles", "potential": "rbf", "groupSize": 8, "weight": 2 }] }
        """,
    ];

    private static readonly string[] Likelihoods =
    [
        """{ "points": [[0.2, -0.1], [1, 0.3], [-0.5, 0.5]], "solver": { "kind": "rk45", "rtol": 1e-3, "atol": 1e-3 } }""",
        """
        { "points": [[0.2, -0.1], [1, 0.3]], "seed": 4, "solver": { "kind": "rk45", "rtol": 1e-3, "atol": 1e-3 },
          "guidance": [{ "kind": "loss", "samples": 8, "loss": { "kind": "distance", "weight": 2, "to": { "kind": "disc", "center": [0, 0], "radius": 0.5 } } }] }
        """,
    ];

    [Fact]
    public async Task Every_request_gets_the_bits_that_it_gets_alone()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddNetwork("network"));
        var alone = new List<float[]>();
        foreach (var body in Samples)
        {
            alone.Add((await host.Client.SampleAsync(body, "network")).Flat());
        }

        var densities = new List<IReadOnlyList<double?>>();
        foreach (var body in Likelihoods)
        {
            densities.Add(await LikelihoodAsync(host, body));
        }

        for (var round = 0; round < 3; round++)
        {
            var together = Samples.Select(body => host.Client.SampleAsync(body, "network")).ToList();
            var likelihoods = Likelihoods.Select(body => LikelihoodAsync(host, body)).ToList();
            for (var i = 0; i < Samples.Length; i++)
            {
                Assert.Equal(alone[i], (await together[i]).Flat());
            }

            for (var i = 0; i < Likelihoods.Length; i++)
            {
                Assert.Equal(densities[i], await likelihoods[i]);
            }
        }
    }

    private static async Task<IReadOnlyList<double?>> LikelihoodAsync(RunningHost host, string body)
    {
        using var response = await host.Client.PostAsync("/v1/models/network/likelihoods", new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize(text, ContractsJson.Default.LikelihoodResult)!.LogLikelihoods;
    }
}
