using Google.Protobuf.Collections;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Lists of latent codes in protobuf.</summary>
internal static class CodeMapping
{
    /// <summary>The lists of a message; null for none.</summary>
    public static IReadOnlyList<int[]>? ToContract(this RepeatedField<Proto.Codes> codes) => codes.Count == 0 ? null : [.. codes.Select(row => row.Values.ToArray())];

    /// <summary>Adds lists to a message.</summary>
    public static void Add(this RepeatedField<Proto.Codes> to, IReadOnlyList<int[]>? codes)
    {
        foreach (var row in codes ?? [])
        {
            var message = new Proto.Codes();
            message.Values.AddRange(row);
            to.Add(message);
        }
    }
}
