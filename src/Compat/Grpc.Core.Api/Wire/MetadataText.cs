using Grpc.Core;

namespace Grpc.Net.Wire;

/// <summary>Metadata as header values: bytes in base64, several values of a key joined by commas.</summary>
internal static class MetadataText
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "host", "te", "transfer-encoding",
        WireNames.AcceptEncoding, WireNames.Encoding, WireNames.EncodingRequest, WireNames.Message, WireNames.Status, WireNames.Timeout,
    };

    /// <summary>Whether a header belongs to the protocol and never shows as metadata.</summary>
    public static bool IsReserved(string name) => name.Length == 0 || name[0] == ':' || Reserved.Contains(name);

    public static bool IsBinary(string name) => name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The header value of an entry; false when its text cannot stand in a header.</summary>
    public static bool TryFormat(Metadata.Entry entry, out string value)
    {
        value = entry.IsBinary ? Convert.ToBase64String(entry.RawBytes).TrimEnd('=') : entry.Value;
        return entry.IsBinary || !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
    }

    /// <summary>Adds a received header; false when its base64 is broken.</summary>
    public static bool TryAdd(Metadata metadata, string name, string value)
    {
        // HTTP allows more characters in a name than gRPC: such a header is none of the caller's metadata.
        if (!Metadata.IsLegalKey(name))
        {
            return true;
        }

        if (!IsBinary(name))
        {
            metadata.Add(name, value);
            return true;
        }

        foreach (Range part in value.AsSpan().Split(','))
        {
            if (TryDecode(value.AsSpan()[part].Trim()) is not { } bytes)
            {
                return false;
            }

            metadata.Add(name, bytes);
        }

        return true;
    }

    /// <summary>Base64 with or without its padding; null when broken.</summary>
    public static byte[]? TryDecode(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> digits = text.TrimEnd('=');
        if (text.Length - digits.Length > 2 || digits.Length % 4 == 1)
        {
            return null;
        }

        string padded = string.Concat(digits, "==".AsSpan(0, (4 - digits.Length % 4) % 4));
        byte[] bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int written) ? bytes[..written] : null;
    }
}
