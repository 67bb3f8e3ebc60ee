namespace GenPhys.Api.OpenInference;

/// <summary>One example per body of the protocol.</summary>
internal static class OpenInferenceExamples
{
    public const string Server = """{ "name": "genphys", "version": "0.1.0", "extensions": ["model_repository"] }""";

    public const string Live = """{ "live": true }""";

    public const string Ready = """{ "ready": true }""";

    public const string ModelReady = """{ "name": "checkerboard", "ready": true }""";

    public const string Model = """
        { "name": "checkerboard", "versions": ["1"], "platform": "genphys",
          "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1] }, { "name": "seed", "datatype": "INT64", "shape": [1] }],
          "outputs": [{ "name": "samples", "datatype": "FP32", "shape": [-1, 2] }] }
        """;

    public const string InferRequest = """
        { "id": "mine-1", "parameters": { "sampler": "heun", "steps": 18 },
          "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": [2] }, { "name": "seed", "datatype": "INT64", "shape": [1], "data": [7] }] }
        """;

    public const string InferResponse = """
        { "model_name": "checkerboard", "model_version": "1", "id": "mine-1",
          "parameters": { "seed": 7, "nfe": 35, "queued_ms": 0.3, "run_ms": 11.4, "failed_rows": "" },
          "outputs": [{ "name": "samples", "datatype": "FP32", "shape": [2, 2], "data": [-1.3190953, -0.4426971, 0.68309844, 1.2711105] }] }
        """;

    public const string IndexRequest = """{ "ready": true }""";

    public const string Index = """[{ "name": "checkerboard", "version": "1", "state": "READY", "reason": "" }]""";

    public const string ModelRequest = """{ "parameters": {} }""";
}
