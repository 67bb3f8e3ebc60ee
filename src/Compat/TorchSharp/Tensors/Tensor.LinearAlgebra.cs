using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Wrap(gp_matmul(Handle, target.Handle, out var r), r, this, target);

        public Tensor mm(Tensor target) => Wrap(gp_mm(Handle, target.Handle, out var r), r, this, target);

        public Tensor bmm(Tensor batch2) => Wrap(gp_bmm(Handle, batch2.Handle, out var r), r, this, batch2);

        public Tensor mv(Tensor target) => Wrap(gp_mv(Handle, target.Handle, out var r), r, this, target);

        public Tensor dot(Tensor target) => Wrap(gp_dot(Handle, target.Handle, out var r), r, this, target);

        public Tensor outer(Tensor vec2) => Wrap(gp_outer(Handle, vec2.Handle, out var r), r, this, vec2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Wrap(gp_addmm(Handle, mat1.Handle, mat2.Handle, new(beta), new(alpha), out var r), r, this, mat1, mat2);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Self(gp_addmm_(Handle, mat1.Handle, mat2.Handle, new(beta), new(alpha)), mat1, mat2);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Wrap(gp_addmv(Handle, mat.Handle, vec.Handle, new(beta), new(alpha), out var r), r, this, mat, vec);

        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Self(gp_addmv_(Handle, mat.Handle, vec.Handle, new(beta), new(alpha)), mat, vec);

        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Wrap(gp_addbmm(Handle, batch1.Handle, batch2.Handle, new(beta), new(alpha), out var r), r, this, batch1, batch2);

        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Self(gp_addbmm_(Handle, batch1.Handle, batch2.Handle, new(beta), new(alpha)), batch1, batch2);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Wrap(gp_baddbmm(Handle, batch1.Handle, batch2.Handle, new(beta), new(alpha), out var r), r, this, batch1, batch2);
    }
}
