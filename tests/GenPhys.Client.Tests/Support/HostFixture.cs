using GenPhys.Service.Tests.Support;

namespace GenPhys.Client.Tests.Support;

/// <summary>One host for the tests of a class: a Gaussian in the plane, one in 64 dimensions, a network, a process whose samples carry weights, and a model with codes.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    internal RunningHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await RunningHost.StartAsync(new ModelFolder()
        .AddGaussian("gaussian")
        .AddNetwork("network")
        .Add("weighted", """
            { "schema": 1, "name": "weighted", "shape": [2], "process": { "kind": "screenedPoisson", "m": 0.1, "timeMax": 20 },
              "field": { "kind": "empirical", "points": [[0.5, 0], [-0.5, 0.2], [0, -0.4]] } }
            """)
        .Add("coded", """
            { "schema": 1, "name": "coded", "shape": [2], "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
              "field": { "kind": "gaussianMixture", "weights": [1, 1], "means": [[2, 0], [-1, 1.7]], "standardDeviations": [0.3, 0.3], "classes": [0, 1] },
              "latents": { "sizes": [2], "snapshot": "exact", "null": true, "prior": { "kind": "table", "snapshot": "exact", "logits": [0, 0] } } }
            """)
        .Add("wide", $$"""
            { "schema": 1, "name": "wide", "shape": [64],
              "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
              "field": { "kind": "gaussianMixture", "weights": [1], "means": [[{{string.Join(", ", Enumerable.Repeat("0", 64))}}]], "standardDeviations": [0.5] } }
            """));

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
