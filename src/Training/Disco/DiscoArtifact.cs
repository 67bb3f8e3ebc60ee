using System.Security.Cryptography;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Disco;

/// <summary>Writes a run with codes as an artifact: the denoiser with its embeddings, the encoder, the prior, and the snapshot that all of them name.</summary>
internal static class DiscoArtifact
{
    /// <summary>Writes the files.</summary>
    /// <param name="folder">The artifact's folder; made when missing.</param>
    /// <param name="run">The run, both stages done.</param>
    /// <param name="metrics">What was measured; null for none.</param>
    public static void Write(string folder, DiscoRun run, IReadOnlyDictionary<string, double>? metrics)
    {
        Directory.CreateDirectory(folder);
        var (recipe, codes, snapshot, weights) = (run.Recipe, run.Recipe.Codes!, run.Snapshot(), run.AveragedWeights());
        var denoiser = WriteFile(folder, "denoiser.safetensors", snapshot,
        [
            .. Part(weights, DiscoModule.NetworkPrefix, CodedNetworkFieldSpec.NetworkPrefix),
            .. Part(weights, DiscoModule.CodesPrefix, CodedNetworkFieldSpec.CodesPrefix),
        ]);
        ManifestFile.Write(folder, new ModelManifest
        {
            Schema = ModelManifest.CurrentSchema,
            Name = recipe.Name,
            Description = recipe.Description,
            Shape = run.Recipe.Data.Shape(run.Data.Training.Dimension),
            Process = recipe.Process,
            Preconditioning = recipe.Preconditioning,
            Field = new CodedNetworkFieldSpec { Architecture = recipe.Network, Codes = codes.Layout, Weights = denoiser },
            Latents = new LatentSpec
            {
                Sizes = codes.Sizes,
                Groups = recipe.Network is LeveledMlpArchitecture levels ? [.. levels.Levels.Where(level => level.Slots > 0).Select(level => level.Slots)] : null,
                Snapshot = snapshot,
                Prior = Prior(folder, run, snapshot),
                Null = codes.Dropout > 0,
                Histogram = CodeStatistics.Shares(run.TrainingCodes(codes.Prior.Draws), codes.Sizes),
                Encoder = new CodeEncoderSpec
                {
                    Snapshot = snapshot,
                    Network = DiscoModule.EncoderOf(recipe),
                    Weights = WriteFile(folder, "encoder.safetensors", snapshot, Part(weights, DiscoModule.EncoderPrefix, "")),
                },
                Training = new CodeTrainingSpec
                {
                    GumbelTemperature = codes.GumbelTemperature,
                    ExtractionTemperature = 0,
                    Dropout = codes.Dropout,
                    EntropyBonus = codes.EntropyBonus,
                    EntropyUntil = codes.EntropyUntil,
                },
            },
            Defaults = recipe.Sampler is null ? null : new DefaultsSpec { Sampler = recipe.Sampler },
            Training = new TrainingSpec
            {
                Recipe = recipe.Name,
                RecipeHash = RecipeFile.Hash(recipe),
                Seed = recipe.Seed,
                DataHash = run.Data.Training.Hash(),
                Steps = run.Step,
                Ema = recipe.EmaDecay,
                Target = recipe.Objective.Target,
                Metrics = metrics,
            },
        });
    }

    private static CodePriorSpec Prior(string folder, DiscoRun run, string snapshot)
    {
        if (run.PriorWeights is { } weights)
        {
            return new AutoregressiveCodePriorSpec
            {
                Snapshot = snapshot, Network = run.Recipe.Codes!.Prior.Network, Weights = WriteFile(folder, "prior.safetensors", snapshot, weights.Tensors),
            };
        }

        var logits = new double[run.Recipe.Codes!.Sizes[0]];
        (run.Prior ?? throw new InvalidOperationException("The prior is not fitted yet.")).Logits([], logits);
        return new TableCodePriorSpec { Snapshot = snapshot, Logits = logits };
    }

    private static IEnumerable<SafeTensor> Part(SafeTensorsFile file, string prefix, string newPrefix) => file.Tensors
        .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(tensor => new SafeTensor(newPrefix + tensor.Name[prefix.Length..], tensor.Type, tensor.Shape, tensor.Data));

    private static FileReference WriteFile(string folder, string name, string snapshot, IEnumerable<SafeTensor> tensors)
    {
        var bytes = new SafeTensorsFile(tensors, new Dictionary<string, string> { ["snapshot"] = snapshot }).ToArray();
        using var file = File.Create(Path.Combine(folder, name));
        file.Write(bytes);
        file.Flush(flushToDisk: true);
        return new FileReference { File = name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }
}
