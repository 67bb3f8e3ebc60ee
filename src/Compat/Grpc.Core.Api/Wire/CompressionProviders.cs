using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.Net.Wire;

/// <summary>The compressions that one side knows, by name.</summary>
internal sealed class CompressionProviders
{
    private readonly Dictionary<string, ICompressionProvider> providers;

    public CompressionProviders(IEnumerable<ICompressionProvider> configured)
    {
        providers = configured.ToDictionary(provider => provider.EncodingName, StringComparer.Ordinal);
        if (!providers.ContainsKey("gzip"))
        {
            providers.Add("gzip", new GzipCompressionProvider(CompressionLevel.Fastest));
        }

        AcceptEncoding = string.Join(',', providers.Keys.Prepend(WireNames.Identity));
    }

    /// <summary>The value of <c>grpc-accept-encoding</c>.</summary>
    public string AcceptEncoding { get; }

    /// <summary>Finds the compression that a header names; null for none or <c>identity</c>, false for one that is not known.</summary>
    public bool TryFind(string? encoding, out ICompressionProvider? provider)
    {
        provider = null;
        return string.IsNullOrEmpty(encoding) || encoding == WireNames.Identity || providers.TryGetValue(encoding, out provider);
    }

    /// <summary>Whether a <c>grpc-accept-encoding</c> header names the compression.</summary>
    public static bool IsAccepted(IEnumerable<string?> lines, string encoding)
    {
        foreach (string? line in lines)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[part].Trim().SequenceEqual(encoding))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
