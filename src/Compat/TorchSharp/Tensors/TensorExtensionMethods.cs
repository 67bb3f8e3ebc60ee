using System.Globalization;
using System.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

public enum TensorStringStyle
{
    Default,
    Metadata,
    Julia,
    Numpy,
}

public static class TensorExtensionMethods
{
    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();

    public static sbyte ToSByte(this Tensor value) => value.ToScalar().ToSByte();

    public static byte ToByte(this Tensor value) => value.ToScalar().ToByte();

    public static short ToInt16(this Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();

    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToBoolean();

    public static Parameter AsParameter(this Tensor tensor, bool requires_grad = true) => new(tensor, requires_grad);

    /// <summary>The elements in brackets, rounded to five significant digits.</summary>
    public static string npstr(this Tensor tensor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var host = tensor.detach().cpu().to_type(ScalarType.Float64);
        var values = host.data<double>().ToArray();
        var text = new StringBuilder();
        Write(text, values, host.shape, 0, 0);
        return text.ToString();
    }

    private static int Write(StringBuilder text, double[] values, long[] shape, int dim, int offset)
    {
        if (dim == shape.Length)
        {
            text.Append(values[offset].ToString("g5", CultureInfo.InvariantCulture));
            return offset + 1;
        }

        text.Append('[');
        for (long i = 0; i < shape[dim]; i++)
        {
            text.Append(i == 0 ? "" : dim == shape.Length - 1 ? " " : "\n");
            offset = Write(text, values, shape, dim + 1, offset);
        }

        text.Append(']');
        return offset;
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
