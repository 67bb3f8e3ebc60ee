using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    internal static bool IsLegalKey(string key) =>
        key.Length > 0 && !key.ToLowerInvariant().AsSpan().ContainsAnyExcept(KeyCharacters);

    /// <summary>One header: a lower-case key with a text, or with bytes where the key ends in <c>-bin</c>.</summary>
    public class Entry
    {
        private readonly string? text;
        private readonly byte[]? bytes;

        /// <summary>Makes an entry with a text.</summary>
        /// <exception cref="ArgumentException">The key is no legal header name, or ends in <c>-bin</c>.</exception>
        public Entry(string key, string value)
        {
            Key = Normalize(key);
            ArgumentNullException.ThrowIfNull(value);
            if (IsBinary)
            {
                throw new ArgumentException($"The key {Key} ends in -bin: its value must be bytes.", nameof(key));
            }

            text = value;
        }

        /// <summary>Makes an entry with bytes.</summary>
        /// <exception cref="ArgumentException">The key is no legal header name, or does not end in <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalize(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            if (!IsBinary)
            {
                throw new ArgumentException($"The key {Key} carries bytes: it must end in -bin.", nameof(key));
            }

            bytes = (byte[])valueBytes.Clone();
        }

        /// <summary>The key in lower case.</summary>
        public string Key { get; }

        /// <summary>The value as text; bytes are read as ASCII.</summary>
        public string Value => text ?? Encoding.ASCII.GetString(bytes!);

        /// <summary>The value as bytes (a copy); a text is written as ASCII.</summary>
        public byte[] ValueBytes => text is null ? (byte[])bytes!.Clone() : Encoding.ASCII.GetBytes(text);

        /// <summary>Whether the key ends in <c>-bin</c>.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        internal ReadOnlySpan<byte> RawBytes => bytes;

        /// <inheritdoc/>
        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={bytes!.Length} bytes]"
            : $"[Entry: key={Key}, value={text}]";

        private static string Normalize(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            string lower = key.ToLowerInvariant();
            return lower.AsSpan().ContainsAnyExcept(KeyCharacters)
                ? throw new ArgumentException("A metadata key consists of letters, digits, underscores, hyphens and dots.", nameof(key))
                : lower;
        }
    }
}
