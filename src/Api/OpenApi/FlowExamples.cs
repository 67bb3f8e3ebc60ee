namespace GenPhys.Api.OpenApi;

/// <summary>Examples of the verbs that follow the probability flow: likelihoods, latents and interpolations.</summary>
internal static class FlowExamples
{
    public const string LikelihoodRequest = """
        { "points": [[0.5, 0.5], [0.5, -0.5]], "trace": "hutchinson", "probes": 4, "seed": 7, "solver": { "kind": "rk45", "rtol": 1e-5, "atol": 1e-5 }, "guidance": [] }
        """;

    public const string LikelihoodResult = """
        { "id": "0d0c1d5f5b3a4f0b8c3d0a4d5a9f6c21", "model": { "name": "checkerboard", "version": 1 }, "seed": 7, "shape": [2],
          "logLikelihoods": [-2.692614216907586, -14.392573402247837],
          "bitsPerDim": [1.942310588879847, 10.382047136526676], "standardErrors": [0.41222064197020625, 0.5552970555099855], "nfe": [4636, 3628], "failedRows": [],
          "timings": { "queuedMs": 0.2, "runMs": 14.1 } }
        """;

    public const string EncodeRequest = """
        { "points": [[0.5, 0.5], [-1.5, 0.5]], "sampler": { "kind": "rk45", "rtol": 1e-6, "atol": 1e-6 } }
        """;

    public const string EncodeResult = """
        { "id": "7c1f5c0e7d0b4c57a9c0a1d93ce0a1f2", "model": { "name": "checkerboard", "version": 1 },
          "latents": [[35.64152, 17.941414], [-81.57968, 25.433342]], "roundTripErrors": [0.00044193061081367334, 0.0002061257944610242], "nfe": 1192, "failedRows": [],
          "timings": { "queuedMs": 0.2, "runMs": 9.6 } }
        """;

    public const string DecodeRequest = """
        { "latents": [[35.64152, 17.941414], [-81.57968, 25.433342]], "temperature": 1 }
        """;

    public const string DecodeResult = """
        { "id": "b5f0b4c5e3a84f7ab1a3d2d4c1c0e9d7", "model": { "name": "checkerboard", "version": 1 },
          "points": [[0.4999069, 0.50016034], [-1.4998, 0.50004]], "nfe": 1193, "failedRows": [], "timings": { "queuedMs": 0.2, "runMs": 5.1 } }
        """;

    public const string InterpolationRequest = """
        { "ends": [{ "seed": 1 }, { "point": [0.5, 0.5] }], "steps": 3, "method": "slerp" }
        """;

    public const string InterpolationResult = """
        { "id": "3e5d6f1a2b3c4d5e8f90a1b2c3d4e5f6", "model": { "name": "checkerboard", "version": 1 },
          "weights": [[1, 0], [0.5, 0.5], [0, 1]], "latents": [[100.146675, 44.567444], [59.765057, 28.321102], [35.64152, 17.941414]],
          "points": [[1.5913781, 1.1446608], [0.79276, 0.6074393], [0.4999069, 0.50016034]], "nfe": 1193, "failedRows": [], "timings": { "queuedMs": 0.2, "runMs": 8.3 } }
        """;
}
