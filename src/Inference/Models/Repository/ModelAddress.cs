using System.Globalization;
using GenPhys.Contracts;

namespace GenPhys.Inference.Models.Repository;

/// <summary>How a request names a model: <c>name</c>, or <c>name@version</c> for one version of it.</summary>
/// <param name="Name">The name in the repository.</param>
/// <param name="Version">The version, from 1; null for the one that is served to whoever asks for none.</param>
public readonly record struct ModelAddress(string Name, int? Version)
{
    private const char Separator = '@';

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <returns>Its parts.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>: what follows the <c>@</c> is no version.</exception>
    public static ModelAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.LastIndexOf(Separator);
        if (at < 0)
        {
            return new ModelAddress(text, null);
        }

        return ParseVersion(text[(at + 1)..]) is { } version
            ? new ModelAddress(text[..at], version)
            : throw new GenPhysException(ErrorCode.ModelNotFound, $"'{text[(at + 1)..]}' is no version of {text[..at]}; a version is a whole number from 1.");
    }

    /// <summary>The name in an address, whatever its version is.</summary>
    /// <param name="text">The address.</param>
    /// <returns>What stands before the last <c>@</c>.</returns>
    public static string NameOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.LastIndexOf(Separator);
        return at < 0 ? text : text[..at];
    }

    /// <summary>Reads a version as folders and addresses write it: digits without a leading zero.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The version; null where the text is none.</returns>
    public static int? ParseVersion(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= 1 && text![0] != '0' ? version : null;

    /// <summary>The address as text.</summary>
    /// <returns><c>name</c> or <c>name@version</c>.</returns>
    public override string ToString() => Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Name}{Separator}{version}") : Name;
}
