namespace GenPhys.Inference.Constraints.Regions;

/// <summary>The closure of the outside: the signed distance with its sign turned.</summary>
internal sealed class Complement(Region of) : Region(of.Dimension, of.Cost)
{
    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient) => -of.Signed(x, pull.Flipped, gradient);
}
