using System.Text;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor bmm(Tensor input, Tensor target) => input.bmm(target);

    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);

    public static Tensor dot(Tensor input, Tensor target) => input.dot(target);

    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.baddbmm(batch1, batch2, beta, alpha);

    public static Tensor addbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.addbmm(batch1, batch2, beta, alpha);

    public static Tensor addmv(Tensor input, Tensor mat, Tensor vec, float beta = 1.0f, float alpha = 1.0f) => input.addmv(mat, vec, beta, alpha);

    public static unsafe Tensor einsum(string equation, params Tensor[] tensors)
    {
        var operands = Handles(tensors);
        fixed (byte* text = Encoding.UTF8.GetBytes(equation + "\0"))
        fixed (nint* p = operands)
        {
            return Tensor.Wrap(gp_einsum(text, p, operands.Length, out var r), r, tensors);
        }
    }

    public static Tensor cdist(
        Tensor x1,
        Tensor x2,
        double p = 2.0,
        compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Tensor.Wrap(gp_cdist(x1.Handle, x2.Handle, p, (long)compute_mode, out var r), r, x1, x2);
}
