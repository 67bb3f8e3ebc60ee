using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Tests.Networks;

namespace GenPhys.Inference.Tests.Models;

public sealed class ArtifactTests : IAsyncDisposable, IAsyncLifetime
{
    private static readonly ResidualMlpArchitecture Small = new() { Hidden = 32, Blocks = 1, Embedding = 8, EmbeddingScale = 10 };

    private readonly string _root = Directory.CreateTempSubdirectory("genphys-models-").FullName;
    private readonly InferenceEngine _engine = new();
    private readonly ModelRepository _repository;

    public ArtifactTests() => _repository = new ModelRepository(_root, _engine);

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    [Fact]
    public async Task A_network_artifact_loads_and_its_field_is_the_network()
    {
        var weights = ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 1);
        Write(Manifest(), weights.ToArray());
        var entry = await _repository.LoadAsync("net", CancellationToken.None);
        Assert.Equal(ModelState.Ready, entry.State);
        using var lease = _repository.Lease("net");
        Assert.Equal(2, lease.Model.EngineModel.Dimension);
        Assert.Equal(2e-6 * (2 * 32 + 2 * 32 * 32 + 8 * 32 + 32 * 2), lease.Model.EngineModel.LanePrice, 12);

        var preconditioner = entry.Manifest!.Preconditioning!;
        using var expected = NetworkField.Create(Small, weights, preconditioner, 2);
        using var built = entry.Manifest.Field.Build(entry.Manifest, new ArtifactFiles(Path.Combine(_root, "net", "1"))).Field;
        var (a, b) = (Lane(), Lane());
        expected.Evaluate(a);
        built.Evaluate(b);
        Assert.Equal(a.Denoised.ToArray(), b.Denoised.ToArray());

        static LaneBatch Lane()
        {
            var lane = new LaneBatch(2);
            lane.Resize(1);
            (lane.X[0], lane.X[1], lane.NoiseLevel[0]) = (0.3, -1.2, 0.7);
            return lane;
        }
    }

    [Fact]
    public async Task A_manifest_with_every_member_is_read()
    {
        var manifest = Manifest();
        manifest["name"] = "net";
        manifest["version"] = 1;
        manifest["description"] = "d";
        manifest["columns"] = JsonNode.Parse("""[{"name":"x","unit":"m"},{"name":"y"}]""");
        manifest["normalisation"] = JsonNode.Parse("""{"mean":[0,1],"scale":[1,2]}""");
        manifest["defaults"] = JsonNode.Parse("""{"sampler":{"kind":"heun","steps":18,"schedule":{"kind":"edm"}}}""");
        manifest["guidance"] = new JsonArray();
        manifest["latents"] = null;
        manifest["condition"] = null;
        manifest["training"] = JsonNode.Parse(
            """{"recipe":"checkerboard","seed":1,"dataHash":"00","steps":10,"ema":0.999,"target":"dsm","metrics":{"loss":0.25}}""");
        Write(manifest, ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 1).ToArray());
        var entry = await _repository.LoadAsync("net", CancellationToken.None);
        Assert.Equal(0.25, entry.Manifest!.Training!.Metrics!["loss"]);
        Assert.Equal(18, entry.Manifest.Defaults!.Sampler!.Steps);
    }

    [Theory]
    [InlineData("/field/architecture/hidden", "/field/architecture/hidden", """0""")]
    [InlineData("/field/architecture/embedding", "/field/architecture/embedding", """7""")]
    [InlineData("/field/architecture/embeddingScale", "/field/architecture/embeddingScale", """-1""")]
    [InlineData("/field/architecture/kind", "/field/architecture/kind", "\"transformer\"")]
    [InlineData("/field/architecture/dtype", "/field/architecture/dtype", "\"float16\"")]
    [InlineData("/field/architecture/width", "/field/architecture/width", """1""")]
    [InlineData("/field/weights/file", "/field/weights/file", "\"../1/weights.safetensors\"")]
    [InlineData("/field/weights/file", "/field/weights/file", "\"/etc/passwd\"")]
    [InlineData("/field/weights/file", "/field/weights/file", "\"absent.safetensors\"")]
    [InlineData("/field/weights/sha256", "/field/weights/sha256", "\"00\"")]
    [InlineData("/preconditioning", "/preconditioning", null)]
    [InlineData("/preconditioning/sigmaData", "/preconditioning/sigmaData", "0")]
    [InlineData("/preconditioning/kind", "/preconditioning/kind", "\"magic\"")]
    [InlineData("/preconditioning/cout", "/preconditioning/cout", "\"both\"")]
    [InlineData("/process/sigmaMin", "/process/sigmaMin", "-1")]
    [InlineData("/shape", "/shape", "[0]")]
    [InlineData("/schema", "/schema", "2")]
    [InlineData("/surprise", "/surprise", "1")]
    [InlineData("/guidance", "/guidance/0/kind", "[{}]")]
    [InlineData("/latents", "/latents/sizes", "{}")]
    public async Task A_bad_member_fails_the_load_and_is_pointed_at(string member, string pointer, string? value)
    {
        var manifest = Manifest();
        JsonNode at = manifest;
        var steps = member.Split('/')[1..];
        foreach (var step in steps[..^1])
        {
            at = at[step]!;
        }

        at[steps[^1]] = value is null ? null : JsonNode.Parse(value);
        if (value is null)
        {
            at.AsObject().Remove(steps[^1]);
        }

        Write(manifest, ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 1).ToArray());
        var e = await Assert.ThrowsAsync<GenPhysException>(() => _repository.LoadAsync("net", CancellationToken.None));
        Assert.Equal((ErrorCode.ArtifactInvalid, pointer), (e.Code, e.Pointer));
        var entry = _repository.Get("net");
        Assert.Equal(ModelState.Failed, entry.State);
        Assert.Contains(pointer, entry.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "lack 'output.bias'")]
    [InlineData("extra", "'surprise', which the architecture does not know")]
    [InlineData("type", "'input.weight' is F64")]
    [InlineData("shape", "'input.weight' has shape [64]")]
    [InlineData("infinite", "not finite")]
    [InlineData("truncated", "past the end")]
    public async Task Weights_that_do_not_fit_fail_the_load(string fault, string reason)
    {
        var tensors = ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 1).Tensors.ToList();
        switch (fault)
        {
            case "missing":
                tensors.RemoveAt(tensors.Count - 1);
                break;
            case "extra":
                tensors.Add(SafeTensor.Of("surprise", [1], [1f]));
                break;
            case "type":
                tensors[0] = SafeTensor.Of("input.weight", [32, 2], new double[64]);
                break;
            case "shape":
                tensors[0] = SafeTensor.Of("input.weight", [64], new float[64]);
                break;
            case "infinite":
                tensors[0] = SafeTensor.Of("input.weight", [32, 2], [.. Enumerable.Repeat(float.PositiveInfinity, 64)]);
                break;
        }

        var bytes = new SafeTensorsFile(tensors).ToArray();
        Write(Manifest(), fault == "truncated" ? bytes[..^8] : bytes);
        var e = await Assert.ThrowsAsync<GenPhysException>(() => _repository.LoadAsync("net", CancellationToken.None));
        Assert.Equal((ErrorCode.ArtifactInvalid, "/field/weights"), (e.Code, e.Pointer));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_whose_bytes_changed_are_refused_by_their_hash()
    {
        var bytes = ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 1).ToArray();
        Write(Manifest(), bytes);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(_root, "net", "1", "weights.safetensors"), bytes);
        var e = await Assert.ThrowsAsync<GenPhysException>(() => _repository.LoadAsync("net", CancellationToken.None));
        Assert.Equal((ErrorCode.ArtifactInvalid, "/field/weights/sha256"), (e.Code, e.Pointer));
    }

    [Fact]
    public async Task A_failed_model_loads_once_its_files_are_right()
    {
        var manifest = Manifest();
        manifest["preconditioning"]!["sigmaData"] = -1;
        var bytes = ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 1).ToArray();
        Write(manifest, bytes);
        await Assert.ThrowsAsync<GenPhysException>(() => _repository.LoadAsync("net", CancellationToken.None));
        Assert.Throws<GenPhysException>(() => _repository.Lease("net"));
        Write(Manifest(), bytes);
        Assert.Equal(ModelState.Ready, (await _repository.LoadAsync("net", CancellationToken.None)).State);
    }

    private static JsonObject Manifest() => JsonNode.Parse(
        """
        { "schema": 1, "shape": [2],
          "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
          "preconditioning": { "kind": "edm", "sigmaData": 1, "cout": "edm" },
          "field": { "kind": "network",
            "architecture": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8, "embeddingScale": 10, "dtype": "float32" },
            "weights": { "file": "weights.safetensors", "sha256": "" } } }
        """)!.AsObject();

    private void Write(JsonObject manifest, byte[] weights)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "net", "1")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "weights.safetensors"), weights);
        var hash = manifest["field"]!["weights"]!["sha256"]!;
        if (hash.GetValue<string>().Length == 0)
        {
            manifest["field"]!["weights"]!["sha256"] = Convert.ToHexStringLower(SHA256.HashData(weights));
        }

        File.WriteAllText(Path.Combine(folder, ManifestFile.FileName), manifest.ToJsonString());
    }
}
