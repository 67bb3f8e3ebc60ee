using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts.Json;

/// <summary>
/// Reads a request body. The text is first walked against the serializer's metadata, which finds every unknown member, wrong type, duplicate
/// and unknown kind with its JSON pointer; only then is it deserialized.
/// </summary>
public static class StrictJson
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="utf8">The whole body.</param>
    /// <param name="type">The contract's metadata, from <see cref="ContractsJson"/>.</param>
    /// <returns>The value; its members have the right types, and values that <typeparamref name="T"/>'s own validation has yet to check.</returns>
    /// <exception cref="GenPhysException">
    /// <see cref="ErrorCode.Malformed"/>, <see cref="ErrorCode.UnknownMember"/>, <see cref="ErrorCode.UnsupportedCombination"/> (a kind whose name is
    /// reserved) or <see cref="ErrorCode.Validation"/> (an unknown kind, a missing member, a number that no variable holds), with the pointer.
    /// </exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        if (utf8.StartsWith(ByteOrderMark))
        {
            utf8 = utf8[ByteOrderMark.Length..];
        }

        if (utf8.IsEmpty)
        {
            throw new GenPhysException(ErrorCode.Malformed, "The body is empty; a JSON object is expected.", JsonPointer.Root.ToString());
        }

        if (!Utf8.IsValid(utf8))
        {
            throw new GenPhysException(ErrorCode.Malformed, "The body is not valid UTF-8.", JsonPointer.Root.ToString());
        }

        StrictWalk.Check(utf8, type);
        try
        {
            return JsonSerializer.Deserialize(utf8, type)!;
        }
        catch (JsonException exception)
        {
            throw new GenPhysException(ErrorCode.Malformed, "The body cannot be read.", exception);
        }
    }
}
