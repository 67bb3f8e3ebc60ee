using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GenPhys.Contracts.Security;

/// <summary>API keys: how they are made, and what of them a configuration holds.</summary>
public static class ApiKey
{
    /// <summary>Begins every key, so that people and secret scanners know one when they see it.</summary>
    public const string Prefix = "gp_";

    private const string Algorithm = "sha256:";

    private const int Bytes = 32;

    /// <summary>A fresh key: 256 random bits in base64url behind <see cref="Prefix"/>.</summary>
    /// <returns>The key, which is nowhere else.</returns>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What a configuration holds in place of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns><c>sha256:</c> and 64 hexadecimal digits.</returns>
    /// <remarks>Neither salt nor a slow hash: they protect what people can remember, and nobody guesses 256 random bits.</remarks>
    public static string Hash(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Algorithm + Convert.ToHexStringLower(Digest(key));
    }

    /// <summary>The 32 bytes that two keys are compared by.</summary>
    /// <param name="key">The key.</param>
    /// <returns>SHA-256 of its UTF-8.</returns>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads what <see cref="Hash"/> writes.</summary>
    /// <param name="hash">The text of a configuration.</param>
    /// <returns>The 32 bytes; null where the text is no hash.</returns>
    public static byte[]? ParseHash(string? hash)
    {
        if (hash is null || !hash.StartsWith(Algorithm, StringComparison.OrdinalIgnoreCase) || hash.Length != Algorithm.Length + (2 * Bytes))
        {
            return null;
        }

        try
        {
            return Convert.FromHexString(hash.AsSpan(Algorithm.Length));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
