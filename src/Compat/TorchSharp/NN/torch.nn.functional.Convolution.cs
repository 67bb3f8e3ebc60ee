using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Tensor.Wrap(
                    gp_conv1d(input.Handle, weight.Handle, bias?.Handle ?? 0, stride ?? 1, padding ?? 0, dilation ?? 1, groups, out var r),
                    r,
                    input,
                    weight,
                    bias);

            public static unsafe Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                fixed (long* s = Pair(strides, 1), p = Pair(padding, 0), d = Pair(dilation, 1))
                {
                    return Tensor.Wrap(
                        gp_conv2d(input.Handle, weight.Handle, bias?.Handle ?? 0, s, p, d, groups, out var r), r, input, weight, bias);
                }
            }

            /// <summary>The stride defaults to the kernel's size.</summary>
            public static unsafe Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true)
            {
                fixed (long* k = Pair(kernel_size, 1), s = Pair(stride ?? kernel_size, 1), p = Pair(padding, 0))
                {
                    return Tensor.Wrap(gp_avg_pool2d(input.Handle, k, s, p, ceil_mode ? 1 : 0, count_include_pad ? 1 : 0, out var r), r, input);
                }
            }

            /// <summary>The stride defaults to the kernel's size.</summary>
            public static unsafe Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            {
                fixed (long* k = Pair(kernel_size, 1), s = Pair(stride ?? kernel_size, 1), p = Pair(padding, 0), d = Pair(dilation, 1))
                {
                    return Tensor.Wrap(gp_max_pool2d(input.Handle, k, s, p, d, ceil_mode ? 1 : 0, out var r), r, input);
                }
            }

            private static long[] Pair(long[]? values, long otherwise) => values switch
            {
                null => [otherwise, otherwise],
                { Length: 1 } => [values[0], values[0]],
                { Length: 2 } => values,
                _ => throw new ArgumentException("Expected one number, or one per spatial dimension."),
            };
        }
    }
}
