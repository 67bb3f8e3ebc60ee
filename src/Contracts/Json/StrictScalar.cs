using System.Collections.Frozen;
using System.Text.Json;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts.Json;

/// <summary>Checks one number, string, boolean or name of an enumeration.</summary>
internal static class StrictScalar
{
    private static readonly FrozenSet<Type> Numbers = [typeof(int), typeof(long), typeof(float), typeof(double)];

    public static void Check(ref Utf8JsonReader reader, Type type, JsonPointer at)
    {
        if (type == typeof(string))
        {
            StrictWalk.Expect(reader.TokenType == JsonTokenType.String, "a string", reader.TokenType, at);
            _ = reader.GetString();
        }
        else if (type == typeof(bool))
        {
            StrictWalk.Expect(reader.TokenType is JsonTokenType.True or JsonTokenType.False, "true or false", reader.TokenType, at);
        }
        else if (type.IsEnum)
        {
            Name(ref reader, type, at);
        }
        else if (Numbers.Contains(type))
        {
            Number(ref reader, type, at);
        }
        else
        {
            // A JsonElement is read by a later part, another type by its own converter: here it only has to be well-formed.
            reader.Skip();
        }
    }

    private static void Name(ref Utf8JsonReader reader, Type type, JsonPointer at)
    {
        StrictWalk.Expect(reader.TokenType == JsonTokenType.String, "a string", reader.TokenType, at);
        var value = reader.GetString()!;
        var names = Array.ConvertAll(Enum.GetNames(type), JsonNamingPolicy.CamelCase.ConvertName);
        if (!names.Contains(value))
        {
            throw new GenPhysException(ErrorCode.Validation, $"'{value}' is not a value of {at.Name}. Known values: {string.Join(", ", names)}.", at.ToString());
        }
    }

    private static void Number(ref Utf8JsonReader reader, Type type, JsonPointer at)
    {
        var whole = type == typeof(int) || type == typeof(long);
        StrictWalk.Expect(reader.TokenType == JsonTokenType.Number, whole ? "a whole number" : "a number", reader.TokenType, at);
        var fits = type switch
        {
            _ when type == typeof(int) => reader.TryGetInt32(out _),
            _ when type == typeof(long) => reader.TryGetInt64(out _),
            _ when type == typeof(float) => reader.TryGetSingle(out var single) && float.IsFinite(single),
            _ => reader.TryGetDouble(out var number) && double.IsFinite(number),
        };
        if (fits)
        {
            return;
        }

        if (whole && reader.ValueSpan.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) >= 0)
        {
            throw StrictWalk.Malformed(at, $"{at.Name} must be a whole number, written without a fraction or an exponent.");
        }

        throw new GenPhysException(ErrorCode.Validation, $"{at.Name} is larger than any number that can be held.", at.ToString());
    }
}
