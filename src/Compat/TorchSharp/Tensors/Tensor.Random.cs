using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Self(gp_normal_(Handle, mean, std, HandleOf(generator)), generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Self(gp_uniform_(Handle, from, to, HandleOf(generator)), generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Self(gp_bernoulli_(Handle, p, HandleOf(generator)), generator);

        public Tensor bernoulli(Generator? generator = null) =>
            Wrap(gp_bernoulli(Handle, HandleOf(generator), out var r), r, this, generator);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Wrap(gp_multinomial(Handle, num_samples, I(replacement), HandleOf(generator), out var r), r, this, generator);
    }
}
