using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static class linalg
    {
        public static Tensor inv(Tensor input) => Tensor.Wrap(gp_linalg_inv(input.Handle, out var r), r, input);

        public static Tensor det(Tensor input) => Tensor.Wrap(gp_linalg_det(input.Handle, out var r), r, input);

        public static Tensor cholesky(Tensor input) => Tensor.Wrap(gp_linalg_cholesky(input.Handle, out var r), r, input);

        public static unsafe Tensor vector_norm(Tensor input, double ord = 2d, long[]? dims = null, bool keepdim = false)
        {
            fixed (long* p = dims)
            {
                return Tensor.Wrap(gp_vector_norm(input.Handle, ord, p, dims?.Length ?? 0, keepdim ? 1 : 0, out var r), r, input);
            }
        }
    }
}
