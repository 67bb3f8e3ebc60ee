using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GenPhys.Inference.Networks.Tiles;

/// <summary>A tensor of fixed shape on the device that is filled from the host; on the CPU both are one.</summary>
internal sealed class TileTensor : IDisposable
{
    private readonly Tensor _host;

    public TileTensor(long[] shape, ScalarType type, Device device)
    {
        _host = zeros(shape, dtype: type).DetachFromDisposeScope();
        Device = device.type == TorchSharp.DeviceType.CPU ? _host : zeros(shape, dtype: type, device: device).DetachFromDisposeScope();
    }

    /// <summary>The values as the device sees them.</summary>
    public Tensor Device { get; }

    /// <summary>Writes values from the start, rounded to the tensor's type, and zeros behind them.</summary>
    public void Write(ReadOnlySpan<double> values)
    {
        if (_host.dtype == ScalarType.Float64)
        {
            var to = MemoryMarshal.Cast<byte, double>(_host.bytes);
            values.CopyTo(to);
            to[values.Length..].Clear();
        }
        else
        {
            var to = MemoryMarshal.Cast<byte, float>(_host.bytes);
            for (var i = 0; i < values.Length; i++)
            {
                to[i] = (float)values[i];
            }

            to[values.Length..].Clear();
        }

        Upload();
    }

    /// <summary>Writes indices from the start, and zeros behind them.</summary>
    public void Write(ReadOnlySpan<long> values)
    {
        var to = MemoryMarshal.Cast<byte, long>(_host.bytes);
        values.CopyTo(to);
        to[values.Length..].Clear();
        Upload();
    }

    /// <summary>Reads the first values of a tensor on any device.</summary>
    public static void Read(Tensor from, Span<double> values)
    {
        using var scope = NewDisposeScope();
        var host = from.detach().cpu().contiguous();
        if (host.dtype == ScalarType.Float64)
        {
            MemoryMarshal.Cast<byte, double>(host.bytes)[..values.Length].CopyTo(values);
            return;
        }

        var source = MemoryMarshal.Cast<byte, float>(host.bytes);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = source[i];
        }
    }

    public void Dispose()
    {
        Device.Dispose();
        _host.Dispose();
    }

    private void Upload()
    {
        if (!ReferenceEquals(Device, _host))
        {
            Device.copy_(_host);
        }
    }
}
