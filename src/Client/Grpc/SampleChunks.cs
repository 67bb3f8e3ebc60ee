using GenPhys.Contracts.Mapping;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Client.Grpc;

/// <summary>Puts the pieces of a stream's samples together, in one array of the size that the result tells.</summary>
internal sealed class SampleChunks
{
    private readonly Proto.SampleResponse _result;
    private readonly float[] _samples;
    private int _filled;

    /// <exception cref="GenPhysTransportException">The samples are more than the client reads.</exception>
    public SampleChunks(Proto.SampleResponse result, int maxBytes)
    {
        _result = result;
        var length = result.Shape.Aggregate(1L, (product, extent) => product * extent);
        _samples = length is >= 0 && length <= maxBytes / sizeof(float)
            ? new float[length]
            : throw new GenPhysTransportException($"The answer is larger than {nameof(GenPhysClientOptions.MaxAnswerBytes)}, {maxBytes} bytes.");
    }

    /// <exception cref="GenPhysTransportException">The piece is not the next one.</exception>
    public void Add(Proto.SampleChunk chunk)
    {
        if (chunk.Offset != _filled || chunk.Samples.Count > _samples.Length - _filled)
        {
            throw Broken();
        }

        chunk.Samples.CopyTo(_samples, _filled);
        _filled += chunk.Samples.Count;
    }

    /// <exception cref="GenPhysTransportException">Pieces are missing.</exception>
    public SampleSet Complete() => _filled == _samples.Length ? new SampleSet(_result.ToContract(_samples)) : throw Broken();

    public static GenPhysTransportException Broken() => new("The pieces of the samples do not fit together.");
}
