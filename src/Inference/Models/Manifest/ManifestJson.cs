using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>
/// How manifests are read and written: camelCase, strict, no unknown or duplicate member. By reflection, because generated
/// code sets every <c>init</c> member, and an absent one would lose its default.
/// </summary>
internal static class ManifestJson
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
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        MaxDepth = 32,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The metadata of a manifest.</summary>
    public static JsonTypeInfo<ModelManifest> ModelManifest { get; } = (JsonTypeInfo<ModelManifest>)Options.GetTypeInfo(typeof(ModelManifest));
}
