using GenPhys.Contracts.Validation;
using Google.Protobuf.Reflection;

namespace GenPhys.Contracts.Mapping;

/// <summary>The error of a tagged message that has none of its kinds: the same code and pointer as JSON without its discriminator.</summary>
internal static class MissingKind
{
    public static GenPhysException Of(MessageDescriptor message, JsonPointer at) => new(
        ErrorCode.Validation,
        $"kind is required. Known kinds: {string.Join(", ", message.FindDescriptor<OneofDescriptor>("kind").Fields.Select(field => field.JsonName))}.",
        at["kind"].ToString());
}
