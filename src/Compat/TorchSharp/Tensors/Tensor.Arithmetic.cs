using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Wrap(gp_add(Handle, target.Handle, NativeScalar.One, out var r), r, this, target);

        public Tensor add(Tensor target, Scalar alpha) => Wrap(gp_add(Handle, target.Handle, alpha.Value, out var r), r, this, target);

        public Tensor add(Scalar scalar) => Wrap(gp_add_scalar(Handle, scalar.Value, NativeScalar.One, out var r), r, this);

        public Tensor add(Scalar scalar, Scalar alpha) => Wrap(gp_add_scalar(Handle, scalar.Value, alpha.Value, out var r), r, this);

        public Tensor add_(Tensor target) => Self(gp_add_(Handle, target.Handle, NativeScalar.One), target);

        public Tensor add_(Tensor target, Scalar alpha) => Self(gp_add_(Handle, target.Handle, alpha.Value), target);

        public Tensor add_(Scalar scalar) => Self(gp_add_scalar_(Handle, scalar.Value, NativeScalar.One));

        public Tensor add_(Scalar scalar, Scalar alpha) => Self(gp_add_scalar_(Handle, scalar.Value, alpha.Value));

        public Tensor sub(Tensor target) => Wrap(gp_sub(Handle, target.Handle, NativeScalar.One, out var r), r, this, target);

        public Tensor sub(Scalar target) => Wrap(gp_sub_scalar(Handle, target.Value, NativeScalar.One, out var r), r, this);

        public Tensor sub_(Tensor target) => Self(gp_sub_(Handle, target.Handle, NativeScalar.One), target);

        public Tensor sub_(Scalar target) => Self(gp_sub_scalar_(Handle, target.Value, NativeScalar.One));

        public Tensor subtract(Tensor target) => sub(target);

        public Tensor subtract(Scalar target) => sub(target);

        public Tensor subtract_(Tensor target) => sub_(target);

        public Tensor subtract_(Scalar target) => sub_(target);

        public Tensor mul(Tensor target) => Wrap(gp_mul(Handle, target.Handle, out var r), r, this, target);

        public Tensor mul(Scalar target) => Wrap(gp_mul_scalar(Handle, target.Value, out var r), r, this);

        public Tensor mul_(Tensor target) => Self(gp_mul_(Handle, target.Handle), target);

        public Tensor mul_(Scalar target) => Self(gp_mul_scalar_(Handle, target.Value));

        public Tensor multiply(Tensor target) => mul(target);

        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Wrap(gp_div(Handle, target.Handle, out var r), r, this, target)
            : Wrap(gp_div_mode(Handle, target.Handle, I(rounding_mode == RoundingMode.floor), out r), r, this, target);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode == RoundingMode.None)
            {
                return Wrap(gp_div_scalar(Handle, target.Value, out var r), r, this);
            }

            using var quotient = Wrap(gp_div_scalar(Handle, target.Value, out var q), q, this);
            return rounding_mode == RoundingMode.floor ? quotient.floor() : quotient.trunc();
        }

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Self(gp_div_(Handle, target.Handle), target)
            : Self(gp_div_mode_(Handle, target.Handle, I(rounding_mode == RoundingMode.floor)), target);

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            Self(gp_div_scalar_(Handle, target.Value));
            return rounding_mode switch
            {
                RoundingMode.None => this,
                RoundingMode.floor => floor_(),
                _ => trunc_(),
            };
        }

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor floor_divide(Tensor other) => Wrap(gp_floor_divide(Handle, other.Handle, out var r), r, this, other);

        public Tensor floor_divide(Scalar other) => Wrap(gp_floor_divide_scalar(Handle, other.Value, out var r), r, this);

        public Tensor floor_divide_(Tensor other) => Self(gp_floor_divide_(Handle, other.Handle), other);

        public Tensor floor_divide_(Scalar other) => Self(gp_floor_divide_scalar_(Handle, other.Value));

        public Tensor remainder(Tensor target) => Wrap(gp_remainder(Handle, target.Handle, out var r), r, this, target);

        public Tensor remainder(Scalar scalar) => Wrap(gp_remainder_scalar(Handle, scalar.Value, out var r), r, this);

        public Tensor remainder_(Tensor target) => Self(gp_remainder_(Handle, target.Handle), target);

        public Tensor remainder_(Scalar scalar) => Self(gp_remainder_scalar_(Handle, scalar.Value));

        public Tensor fmod(Tensor target) => Wrap(gp_fmod(Handle, target.Handle, out var r), r, this, target);

        public Tensor fmod(Scalar scalar) => Wrap(gp_fmod_scalar(Handle, scalar.Value, out var r), r, this);

        public Tensor fmod_(Tensor target) => Self(gp_fmod_(Handle, target.Handle), target);

        public Tensor fmod_(Scalar scalar) => Self(gp_fmod_scalar_(Handle, scalar.Value));

        public Tensor pow(Tensor exponent) => Wrap(gp_pow(Handle, exponent.Handle, out var r), r, this, exponent);

        public Tensor pow(Scalar exponent) => Wrap(gp_pow_scalar(Handle, exponent.Value, out var r), r, this);

        public Tensor pow_(Tensor exponent) => Self(gp_pow_(Handle, exponent.Handle), exponent);

        public Tensor pow_(Scalar exponent) => Self(gp_pow_scalar_(Handle, exponent.Value));

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Wrap(gp_addcmul(Handle, tensor1.Handle, tensor2.Handle, value.Value, out var r), r, this, tensor1, tensor2);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Self(gp_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Value), tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Wrap(gp_addcdiv(Handle, tensor1.Handle, tensor2.Handle, value.Value, out var r), r, this, tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) =>
            Wrap(gp_addcdiv(Handle, tensor1.Handle, tensor2.Handle, NativeScalar.One, out var r), r, this, tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Self(gp_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Value), tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) =>
            Self(gp_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, NativeScalar.One), tensor1, tensor2);

        public Tensor lerp(Tensor end, Tensor weight) => Wrap(gp_lerp(Handle, end.Handle, weight.Handle, out var r), r, this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => Self(gp_lerp_(Handle, end.Handle, weight.Handle), end, weight);

        public Tensor fill_(Scalar value) => Self(gp_fill_(Handle, value.Value));

        public Tensor zero_() => Self(gp_zero_(Handle));
    }
}
