using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts.Json;

/// <summary>Walks a JSON text along the metadata of the type that it should hold, and throws at the first thing that does not fit.</summary>
internal static class StrictWalk
{
    public static void Check(ReadOnlySpan<byte> utf8, JsonTypeInfo type)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
        var at = JsonPointer.Root;
        try
        {
            reader.Read();
            Value(ref reader, type, allowsNull: false, ref at);

            // One more read: it throws when anything but white space follows the value.
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw Malformed(at, $"Broken JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}, or nesting deeper than {type.Options.MaxDepth}.");
        }
        catch (InvalidOperationException)
        {
            // The only thing that a reader cannot decode in valid UTF-8: a lone surrogate written as an escape.
            throw Malformed(at, "A string holds half of a surrogate pair.");
        }
    }

    private static void Value(ref Utf8JsonReader reader, JsonTypeInfo type, bool allowsNull, ref JsonPointer at)
    {
        if (reader.TokenType == JsonTokenType.Null && allowsNull)
        {
            return;
        }

        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                Object(ref reader, type, ref at);
                break;
            case JsonTypeInfoKind.Enumerable:
                List(ref reader, type, ref at);
                break;
            case JsonTypeInfoKind.Dictionary:
                Dictionary(ref reader, type, ref at);
                break;
            default:
                StrictScalar.Check(ref reader, Nullable.GetUnderlyingType(type.Type) ?? type.Type, at);
                break;
        }
    }

    private static void Object(ref Utf8JsonReader reader, JsonTypeInfo type, ref JsonPointer at)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "an object", reader.TokenType, at);
        var here = at;
        var family = ObjectShape.Of(type);
        var shape = family.Discriminator is null ? family : ObjectShape.Of(Kind(reader, family, ref at));
        var seen = 0UL;
        var kindSeen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            at = here[name];
            if (name == family.Discriminator)
            {
                Unique(kindSeen, at);
                kindSeen = true;
                reader.Read();
            }
            else if (shape.Members.TryGetValue(name, out var member))
            {
                var bit = 1UL << member.Index;
                Unique((seen & bit) != 0, at);
                seen |= bit;
                reader.Read();
                Value(ref reader, member.Type, member.AllowsNull, ref at);
            }
            else
            {
                throw new GenPhysException(
                    ErrorCode.UnknownMember, $"'{name}' is not a member here. Known members: {Names(family, shape)}.", at.ToString());
            }

            at = here;
        }

        foreach (var member in shape.Required)
        {
            if ((seen & (1UL << member.Index)) == 0)
            {
                throw new GenPhysException(ErrorCode.Validation, $"{member.Property.Name} is required.", here[member.Property.Name].ToString());
            }
        }
    }

    private static void List(ref Utf8JsonReader reader, JsonTypeInfo type, ref JsonPointer at)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, "a list", reader.TokenType, at);
        var here = at;
        var element = type.Options.GetTypeInfo(type.ElementType!);
        var allowsNull = Nullable.GetUnderlyingType(type.ElementType!) is not null;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            at = here[i];
            Value(ref reader, element, allowsNull, ref at);
        }

        at = here;
    }

    private static void Dictionary(ref Utf8JsonReader reader, JsonTypeInfo type, ref JsonPointer at)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "an object", reader.TokenType, at);
        var here = at;
        var element = type.Options.GetTypeInfo(type.ElementType!);
        var allowsNull = Nullable.GetUnderlyingType(type.ElementType!) is not null;
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            at = here[name];
            Unique(!seen.Add(name), at);
            reader.Read();
            Value(ref reader, element, allowsNull, ref at);
        }

        at = here;
    }

    /// <summary>The type of a tagged object. The reader is a copy, so the discriminator may stand anywhere among the members.</summary>
    private static JsonTypeInfo Kind(Utf8JsonReader ahead, ObjectShape family, ref JsonPointer at)
    {
        var pointer = at[family.Discriminator!];
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var found = ahead.ValueTextEquals(family.Discriminator);
            ahead.Read();
            if (!found)
            {
                ahead.Skip();
                continue;
            }

            Expect(ahead.TokenType == JsonTokenType.String, "a string", ahead.TokenType, pointer);
            var kind = ahead.GetString()!;
            if (family.Kinds.TryGetValue(kind, out var type))
            {
                return type;
            }

            var known = string.Join(", ", family.Kinds.Keys.Order(StringComparer.Ordinal));
            throw family.Reserved.Contains(kind)
                ? new GenPhysException(ErrorCode.UnsupportedCombination, $"'{kind}' is not supported by this version of the service, which runs: {known}.", pointer.ToString())
                : new GenPhysException(ErrorCode.Validation, $"'{kind}' is not a known kind. Known kinds: {known}.", pointer.ToString());
        }

        throw new GenPhysException(
            ErrorCode.Validation, $"{family.Discriminator} is required. Known kinds: {string.Join(", ", family.Kinds.Keys.Order(StringComparer.Ordinal))}.", pointer.ToString());
    }

    private static void Unique(bool seenBefore, JsonPointer at)
    {
        if (seenBefore)
        {
            throw Malformed(at, $"{at.Name} appears twice.");
        }
    }

    private static string Names(ObjectShape family, ObjectShape shape) =>
        string.Join(", ", (family.Discriminator is { } kind ? [kind] : Array.Empty<string>()).Concat(shape.Members.Values.OrderBy(m => m.Index).Select(m => m.Property.Name)));

    internal static void Expect(bool holds, string expected, JsonTokenType found, JsonPointer at)
    {
        if (!holds)
        {
            throw Malformed(at, $"{at.Name} must be {expected}, and is {Describe(found)}.");
        }
    }

    internal static GenPhysException Malformed(JsonPointer at, string detail) => new(ErrorCode.Malformed, detail, at.ToString());

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
