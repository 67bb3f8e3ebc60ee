using System.Text.Json.Nodes;
using GenPhys.Contracts;

namespace GenPhys.Api.OpenApi;

/// <summary>One example per body of the interface. Each is served in the document, and the tests send and read every one of them.</summary>
internal static class Examples
{
    public const string Live = """{ "status": "live" }""";

    public const string Ready = """{ "status": "ready" }""";

    public const string SampleRequest = """
        { "count": 4, "seed": 7,
          "sampler": { "kind": "heun", "steps": 18, "schedule": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80, "rho": 7 }, "denoiseFinal": true },
          "deadlineMs": 5000 }
        """;

    public const string SampleResponse = """
        { "id": "019aa7f2c3d17c0e9b1f6f0f4f6a2b11", "model": { "name": "checkerboard", "version": 1 }, "seed": 7, "shape": [4, 2],
          "samples": [[-1.3190953, -0.4426971], [0.68309844, 1.2711105], [1.5409107, -1.8234217], null],
          "nfe": 35, "failedRows": [{ "row": 3, "step": 11, "noiseLevel": 0.85, "reason": "nonFinite" }],
          "timings": { "queuedMs": 0.3, "runMs": 11.4 } }
        """;

    public const string Model = """
        { "name": "checkerboard", "version": 1, "versions": [1], "loadedVersions": [1], "state": "ready", "shape": [2],
          "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 }, "field": "network",
          "defaultSampler": { "kind": "heun", "steps": 18, "schedule": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80, "rho": 7 } },
          "samplers": ["euler", "heun", "edmStochastic"], "metrics": { "violationRate": 0.1 } }
        """;

    public const string UnloadedModel = """
        { "name": "checkerboard", "version": 1, "versions": [1], "loadedVersions": [], "state": "unloaded", "shape": [2], "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 } }
        """;

    public const string ModelList = $$"""{ "models": [{{Model}}] }""";

    /// <summary>What a caller may see under a code.</summary>
    public static GenPhysException Error(ErrorCode code) => code switch
    {
        ErrorCode.Malformed => new(code, "count must be a whole number, and is a string.", "/count"),
        ErrorCode.UnknownMember => new(code, "'cuont' is not a member here. Known members: count, seed, sampler.", "/cuont"),
        ErrorCode.Validation => new(code, "steps must be at least 1, and is 0.", "/sampler/steps"),
        ErrorCode.ModelNotFound => new(code, "There is no model 'chessboard'."),
        ErrorCode.ModelNotReady => new(code, "The model 'checkerboard' is loading."),
        ErrorCode.UnsupportedCombination => new(code, "The model checkerboard has no latent codes; leave codes out.", "/codes"),
        ErrorCode.BudgetExceeded => new(code, "count is 1000000000; this service allows at most 1000000.", "/count"),
        ErrorCode.QueueFull => new(code, "The queue is full."),
        ErrorCode.RequestNotFound => new(code, "No running request has the id 'a1'; it may have finished."),
        ErrorCode.RequestIdInUse => new(code, "A running request has the id 'a1'; choose another, or leave it to the service."),
        ErrorCode.Unauthenticated => new(code, "This needs a key. Send one as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'."),
        ErrorCode.PermissionDenied => new(code, "This needs the scope operate, which this key or token does not have."),
        ErrorCode.RateLimited => new(code, "Your budget of 50 requests per second is used up for now."),
        _ => new(code, ErrorTable.Of(code).Title + "."),
    };

    public static JsonNode Parse(string example) => JsonNode.Parse(example)!;
}
