using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss turns its elements into one value.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Tensor.Wrap(gp_linear(input.Handle, weights.Handle, bias?.Handle ?? 0, out var r), r, input, weights, bias);

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_().alias() : x.silu();

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            public static Tensor gelu(Tensor x) => Gelu(x, "none\0"u8);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Tensor.Wrap(gp_softplus(x.Handle, beta, threshold, out var r), r, x);

            public static Tensor logsigmoid(Tensor x) => Tensor.Wrap(gp_log_sigmoid(x.Handle, out var r), r, x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
            {
                var result = Tensor.Wrap(gp_leaky_relu(input.Handle, negative_slope, out var r), r, input);
                return inplace ? Into(input, result) : result;
            }

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace)
                {
                    return Tensor.Wrap(gp_dropout(input.Handle, p, training ? 1 : 0, out var r), r, input);
                }

                Native.NativeError.Check(gp_dropout_(input.Handle, p, training ? 1 : 0));
                return input.alias();
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64)
                {
                    throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                }

                return Tensor.Wrap(gp_one_hot(x.Handle, num_classes, out var r), r, x);
            }

            public static unsafe Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
            {
                fixed (long* p = normalized_shape)
                {
                    return Tensor.Wrap(
                        gp_layer_norm(input.Handle, p, normalized_shape.Length, weight?.Handle ?? 0, bias?.Handle ?? 0, eps, out var r), r, input, weight, bias);
                }
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Tensor.Wrap(gp_group_norm(input.Handle, num_groups, weight?.Handle ?? 0, bias?.Handle ?? 0, eps, out var r), r, input, weight, bias);

            private static unsafe Tensor Gelu(Tensor x, ReadOnlySpan<byte> approximate)
            {
                fixed (byte* p = approximate)
                {
                    return Tensor.Wrap(gp_gelu(x.Handle, p, out var r), r, x);
                }
            }

            private static Tensor Into(Tensor target, Tensor result)
            {
                using (result)
                {
                    return target.copy_(result).alias();
                }
            }
        }
    }
}
