using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Wrap(gp_abs(Handle, out var r), r, this);

        public Tensor abs_() => Self(gp_abs_(Handle));

        public Tensor exp() => Wrap(gp_exp(Handle, out var r), r, this);

        public Tensor exp_() => Self(gp_exp_(Handle));

        public Tensor exp2() => Wrap(gp_exp2(Handle, out var r), r, this);

        public Tensor exp2_() => Self(gp_exp2_(Handle));

        public Tensor expm1() => Wrap(gp_expm1(Handle, out var r), r, this);

        public Tensor expm1_() => Self(gp_expm1_(Handle));

        public Tensor log() => Wrap(gp_log(Handle, out var r), r, this);

        public Tensor log_() => Self(gp_log_(Handle));

        public Tensor log10() => Wrap(gp_log10(Handle, out var r), r, this);

        public Tensor log10_() => Self(gp_log10_(Handle));

        public Tensor log1p() => Wrap(gp_log1p(Handle, out var r), r, this);

        public Tensor log1p_() => Self(gp_log1p_(Handle));

        public Tensor log2() => Wrap(gp_log2(Handle, out var r), r, this);

        public Tensor log2_() => Self(gp_log2_(Handle));

        public Tensor sqrt() => Wrap(gp_sqrt(Handle, out var r), r, this);

        public Tensor sqrt_() => Self(gp_sqrt_(Handle));

        public Tensor rsqrt() => Wrap(gp_rsqrt(Handle, out var r), r, this);

        public Tensor rsqrt_() => Self(gp_rsqrt_(Handle));

        public Tensor square() => Wrap(gp_square(Handle, out var r), r, this);

        public Tensor reciprocal() => Wrap(gp_reciprocal(Handle, out var r), r, this);

        public Tensor reciprocal_() => Self(gp_reciprocal_(Handle));

        public Tensor sign() => Wrap(gp_sign(Handle, out var r), r, this);

        public Tensor sign_() => Self(gp_sign_(Handle));

        public Tensor floor() => Wrap(gp_floor(Handle, out var r), r, this);

        public Tensor floor_() => Self(gp_floor_(Handle));

        public Tensor ceil() => Wrap(gp_ceil(Handle, out var r), r, this);

        public Tensor ceil_() => Self(gp_ceil_(Handle));

        public Tensor round(long decimals = 0L) => Wrap(gp_round(Handle, decimals, out var r), r, this);

        public Tensor round_(long decimals = 0L) => Self(gp_round_(Handle, decimals));

        public Tensor trunc() => Wrap(gp_trunc(Handle, out var r), r, this);

        public Tensor trunc_() => Self(gp_trunc_(Handle));

        public Tensor frac() => Wrap(gp_frac(Handle, out var r), r, this);

        public Tensor frac_() => Self(gp_frac_(Handle));

        public Tensor sin() => Wrap(gp_sin(Handle, out var r), r, this);

        public Tensor sin_() => Self(gp_sin_(Handle));

        public Tensor cos() => Wrap(gp_cos(Handle, out var r), r, this);

        public Tensor cos_() => Self(gp_cos_(Handle));

        public Tensor tan() => Wrap(gp_tan(Handle, out var r), r, this);

        public Tensor tan_() => Self(gp_tan_(Handle));

        public Tensor asin() => Wrap(gp_asin(Handle, out var r), r, this);

        public Tensor asin_() => Self(gp_asin_(Handle));

        public Tensor acos() => Wrap(gp_acos(Handle, out var r), r, this);

        public Tensor acos_() => Self(gp_acos_(Handle));

        public Tensor atan() => Wrap(gp_atan(Handle, out var r), r, this);

        public Tensor atan_() => Self(gp_atan_(Handle));

        public Tensor sinh() => Wrap(gp_sinh(Handle, out var r), r, this);

        public Tensor sinh_() => Self(gp_sinh_(Handle));

        public Tensor cosh() => Wrap(gp_cosh(Handle, out var r), r, this);

        public Tensor cosh_() => Self(gp_cosh_(Handle));

        public Tensor tanh() => Wrap(gp_tanh(Handle, out var r), r, this);

        public Tensor tanh_() => Self(gp_tanh_(Handle));

        public Tensor asinh() => Wrap(gp_asinh(Handle, out var r), r, this);

        public Tensor asinh_() => Self(gp_asinh_(Handle));

        public Tensor acosh() => Wrap(gp_acosh(Handle, out var r), r, this);

        public Tensor acosh_() => Self(gp_acosh_(Handle));

        public Tensor atanh() => Wrap(gp_atanh(Handle, out var r), r, this);

        public Tensor atanh_() => Self(gp_atanh_(Handle));

        public Tensor sigmoid() => Wrap(gp_sigmoid(Handle, out var r), r, this);

        public Tensor sigmoid_() => Self(gp_sigmoid_(Handle));

        public Tensor relu() => Wrap(gp_relu(Handle, out var r), r, this);

        public Tensor relu_() => Self(gp_relu_(Handle));

        public Tensor erf() => Wrap(gp_erf(Handle, out var r), r, this);

        public Tensor erf_() => Self(gp_erf_(Handle));

        public Tensor erfc() => Wrap(gp_erfc(Handle, out var r), r, this);

        public Tensor erfc_() => Self(gp_erfc_(Handle));

        public Tensor erfinv() => Wrap(gp_erfinv(Handle, out var r), r, this);

        public Tensor erfinv_() => Self(gp_erfinv_(Handle));

        public Tensor lgamma() => Wrap(gp_lgamma(Handle, out var r), r, this);

        public Tensor lgamma_() => Self(gp_lgamma_(Handle));

        public Tensor digamma() => Wrap(gp_digamma(Handle, out var r), r, this);

        public Tensor digamma_() => Self(gp_digamma_(Handle));

        public Tensor logical_not() => Wrap(gp_logical_not(Handle, out var r), r, this);

        public Tensor logical_not_() => Self(gp_logical_not_(Handle));

        public Tensor bitwise_not() => Wrap(gp_bitwise_not(Handle, out var r), r, this);

        public Tensor bitwise_not_() => Self(gp_bitwise_not_(Handle));

        public Tensor neg() => Wrap(gp_neg(Handle, out var r), r, this);

        public Tensor neg_() => Self(gp_neg_(Handle));

        public Tensor negative() => neg();

        public Tensor absolute() => abs();

        public Tensor absolute_() => abs_();

        public Tensor silu() => Wrap(gp_silu(Handle, out var r), r, this);

        public Tensor gelu() => nn.functional.gelu(this);

        public Tensor softplus() => nn.functional.softplus(this);

        public Tensor log_sigmoid() => nn.functional.logsigmoid(this);

        public Tensor leaky_relu(Scalar negative_slope) => nn.functional.leaky_relu(this, negative_slope.ToDouble());

        public Tensor nan_to_num(double nan = 0d, double? posinf = null, double? neginf = null) => Wrap(
            gp_nan_to_num(Handle, nan, I(posinf.HasValue), posinf ?? 0, I(neginf.HasValue), neginf ?? 0, out var r), r, this);

        public Tensor silu_() => Self(gp_silu_(Handle));

        public Tensor isnan() => Wrap(gp_isnan(Handle, out var r), r, this);

        public Tensor isinf() => Wrap(gp_isinf(Handle, out var r), r, this);

        public Tensor isfinite() => Wrap(gp_isfinite(Handle, out var r), r, this);
    }
}
