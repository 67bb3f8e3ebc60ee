using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Wrap(gp_eq(Handle, target.Handle, out var r), r, this, target);

        public Tensor eq(Scalar target) => Wrap(gp_eq_scalar(Handle, target.Value, out var r), r, this);

        public Tensor eq_(Tensor target) => Self(gp_eq_(Handle, target.Handle), target);

        public Tensor eq_(Scalar target) => Self(gp_eq_scalar_(Handle, target.Value));

        public Tensor ne(Tensor target) => Wrap(gp_ne(Handle, target.Handle, out var r), r, this, target);

        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor ne(Scalar target) => Wrap(gp_ne_scalar(Handle, target.Value, out var r), r, this);

        public Tensor ne_(Tensor target) => Self(gp_ne_(Handle, target.Handle), target);

        public Tensor ne_(Scalar target) => Self(gp_ne_scalar_(Handle, target.Value));

        public Tensor lt(Tensor target) => Wrap(gp_lt(Handle, target.Handle, out var r), r, this, target);

        public Tensor less(Tensor target) => lt(target);

        public Tensor lt(Scalar target) => Wrap(gp_lt_scalar(Handle, target.Value, out var r), r, this);

        public Tensor lt_(Tensor target) => Self(gp_lt_(Handle, target.Handle), target);

        public Tensor lt_(Scalar target) => Self(gp_lt_scalar_(Handle, target.Value));

        public Tensor le(Tensor target) => Wrap(gp_le(Handle, target.Handle, out var r), r, this, target);

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor le(Scalar target) => Wrap(gp_le_scalar(Handle, target.Value, out var r), r, this);

        public Tensor le_(Tensor target) => Self(gp_le_(Handle, target.Handle), target);

        public Tensor le_(Scalar target) => Self(gp_le_scalar_(Handle, target.Value));

        public Tensor gt(Tensor target) => Wrap(gp_gt(Handle, target.Handle, out var r), r, this, target);

        public Tensor greater(Tensor target) => gt(target);

        public Tensor gt(Scalar target) => Wrap(gp_gt_scalar(Handle, target.Value, out var r), r, this);

        public Tensor gt_(Tensor target) => Self(gp_gt_(Handle, target.Handle), target);

        public Tensor gt_(Scalar target) => Self(gp_gt_scalar_(Handle, target.Value));

        public Tensor ge(Tensor target) => Wrap(gp_ge(Handle, target.Handle, out var r), r, this, target);

        public Tensor greater_equal(Tensor target) => ge(target);

        public Tensor ge(Scalar target) => Wrap(gp_ge_scalar(Handle, target.Value, out var r), r, this);

        public Tensor ge_(Tensor target) => Self(gp_ge_(Handle, target.Handle), target);

        public Tensor ge_(Scalar target) => Self(gp_ge_scalar_(Handle, target.Value));

        public Tensor logical_and(Tensor other) => Wrap(gp_logical_and(Handle, other.Handle, out var r), r, this, other);

        public Tensor logical_and_(Tensor other) => Self(gp_logical_and_(Handle, other.Handle), other);

        public Tensor logical_or(Tensor other) => Wrap(gp_logical_or(Handle, other.Handle, out var r), r, this, other);

        public Tensor logical_or_(Tensor other) => Self(gp_logical_or_(Handle, other.Handle), other);

        public Tensor logical_xor(Tensor other) => Wrap(gp_logical_xor(Handle, other.Handle, out var r), r, this, other);

        public Tensor logical_xor_(Tensor other) => Self(gp_logical_xor_(Handle, other.Handle), other);

        public Tensor bitwise_and(Tensor other) => Wrap(gp_bitwise_and(Handle, other.Handle, out var r), r, this, other);

        public Tensor bitwise_and_(Tensor other) => Self(gp_bitwise_and_(Handle, other.Handle), other);

        public Tensor bitwise_or(Tensor other) => Wrap(gp_bitwise_or(Handle, other.Handle, out var r), r, this, other);

        public Tensor bitwise_or_(Tensor other) => Self(gp_bitwise_or_(Handle, other.Handle), other);

        public Tensor bitwise_xor(Tensor other) => Wrap(gp_bitwise_xor(Handle, other.Handle, out var r), r, this, other);

        public Tensor bitwise_xor_(Tensor other) => Self(gp_bitwise_xor_(Handle, other.Handle), other);

        public Tensor maximum(Tensor other) => Wrap(gp_maximum(Handle, other.Handle, out var r), r, this, other);

        public Tensor minimum(Tensor other) => Wrap(gp_minimum(Handle, other.Handle, out var r), r, this, other);

        public Tensor fmax(Tensor other) => Wrap(gp_fmax(Handle, other.Handle, out var r), r, this, other);

        public Tensor fmin(Tensor other) => Wrap(gp_fmin(Handle, other.Handle, out var r), r, this, other);

        public Tensor atan2(Tensor other) => Wrap(gp_atan2(Handle, other.Handle, out var r), r, this, other);

        public Tensor hypot(Tensor other) => Wrap(gp_hypot(Handle, other.Handle, out var r), r, this, other);

        public Tensor xlogy(Tensor y) => Wrap(gp_xlogy(Handle, y.Handle, out var r), r, this, y);

        public Tensor logaddexp(Tensor other) => Wrap(gp_logaddexp(Handle, other.Handle, out var r), r, this, other);

        public Tensor atan2_(Tensor other) => Self(gp_atan2_(Handle, other.Handle), other);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) =>
            Wrap(gp_clamp(Handle, ValueOf(min), ValueOf(max), out var r), r, this);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) =>
            Wrap(gp_clamp_tensor(Handle, min?.Handle ?? 0, max?.Handle ?? 0, out var r), r, this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Self(gp_clamp_(Handle, ValueOf(min), ValueOf(max)));

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) =>
            Self(gp_clamp_tensor_(Handle, min?.Handle ?? 0, max?.Handle ?? 0), min, max);

        public Tensor clamp_min(Scalar min) => Wrap(gp_clamp_min_scalar(Handle, min.Value, out var r), r, this);

        public Tensor clamp_min_(Scalar min) => Self(gp_clamp_min_scalar_(Handle, min.Value));

        public Tensor clamp_max(Scalar max) => Wrap(gp_clamp_max_scalar(Handle, max.Value, out var r), r, this);

        public Tensor clamp_max_(Scalar max) => Self(gp_clamp_max_scalar_(Handle, max.Value));

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        /// <summary>True when both have the same shape and the same elements; comparisons by element are <see cref="eq(Tensor)"/>.</summary>
        public bool Equals(Tensor target)
        {
            var code = gp_equal(Handle, target.Handle, out var yes);
            GC.KeepAlive(target);
            return Flag(code, yes);
        }

        public override bool Equals(object? obj) => obj is Tensor target && Equals(target);

        public override int GetHashCode() => base.GetHashCode();

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            var code = gp_allclose(Handle, target.Handle, rtol, atol, I(equal_nan), out var yes);
            GC.KeepAlive(target);
            return Flag(code, yes);
        }

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Wrap(gp_isclose(Handle, other.Handle, rtol, atol, I(nanEqual), out var r), r, this, other);

        public Tensor where(Tensor condition, Tensor y) => torch.where(condition, this, y);

        private static NativeScalar ValueOf(Scalar? scalar) => scalar?.Value ?? NativeScalar.Absent;
    }
}
