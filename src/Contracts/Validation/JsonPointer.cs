using System.Globalization;

namespace GenPhys.Contracts.Validation;

/// <summary>A JSON pointer (RFC 6901). The default value points to the whole document.</summary>
public readonly record struct JsonPointer
{
    private readonly string? _text;
    private readonly string? _name;

    private JsonPointer(string text, string name) => (_text, _name) = (text, name);

    /// <summary>The whole document.</summary>
    public static JsonPointer Root => default;

    /// <summary>The last step, unescaped; for the root, "the body". For messages.</summary>
    public string Name => _name ?? "the body";

    /// <summary>The pointer of a member.</summary>
    /// <param name="member">The member's name, as it stands in the document.</param>
    /// <returns>This pointer, one step deeper.</returns>
    public JsonPointer this[string member] =>
        new(_text + "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), member);

    /// <summary>The pointer of an element.</summary>
    /// <param name="index">The element's index, from 0.</param>
    /// <returns>This pointer, one step deeper.</returns>
    public JsonPointer this[int index]
    {
        get
        {
            var step = index.ToString(CultureInfo.InvariantCulture);
            return new(_text + "/" + step, step);
        }
    }

    /// <summary>The pointer as text; empty for the whole document.</summary>
    /// <returns>Text of RFC 6901.</returns>
    public override string ToString() => _text ?? "";
}
