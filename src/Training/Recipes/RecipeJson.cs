using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.GenNeg;
using GenPhys.Training.LowDensity;
using GenPhys.Training.Potentials;
using GenPhys.Training.PublishedResults;

namespace GenPhys.Training.Recipes;

/// <summary>
/// How recipes and run states are written and read: camelCase, strict, no unknown or duplicate member. The metadata come
/// from reflection, because the source generator would lose the default of every init-only member that a file leaves out.
/// </summary>
internal static class RecipeJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 32,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo<Recipe> Recipe { get; } = (JsonTypeInfo<Recipe>)Options.GetTypeInfo(typeof(Recipe));

    public static JsonTypeInfo<GenNegRecipe> GenNegRecipe { get; } = (JsonTypeInfo<GenNegRecipe>)Options.GetTypeInfo(typeof(GenNegRecipe));

    public static JsonTypeInfo<PotentialRecipe> PotentialRecipe { get; } = (JsonTypeInfo<PotentialRecipe>)Options.GetTypeInfo(typeof(PotentialRecipe));

    public static JsonTypeInfo<LowDensityRecipe> LowDensityRecipe { get; } = (JsonTypeInfo<LowDensityRecipe>)Options.GetTypeInfo(typeof(LowDensityRecipe));

    public static JsonTypeInfo<StageResult> StageResult { get; } = (JsonTypeInfo<StageResult>)Options.GetTypeInfo(typeof(StageResult));

    public static JsonTypeInfo<RunState> RunState { get; } = (JsonTypeInfo<RunState>)Options.GetTypeInfo(typeof(RunState));

    public static JsonTypeInfo<ReproductionResult> ReproductionResult { get; } = (JsonTypeInfo<ReproductionResult>)Options.GetTypeInfo(typeof(ReproductionResult));
}
