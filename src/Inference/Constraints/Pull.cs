namespace GenPhys.Inference.Constraints;

/// <summary>The coefficient of ∇s that a region adds, as a function of its signed distance s, so that one pass gives value and gradient.</summary>
/// <param name="Weight">Factor.</param>
/// <param name="Margin">With a margin m: the derivative of [s + m]₊²/2, which is [s + m]₊; null: that of s, which is 1.</param>
/// <param name="Sign">-1 within a complement, whose signed distance is -s.</param>
internal readonly record struct Pull(double Weight, double? Margin, double Sign = 1)
{
    public static Pull Unit => new(1, null);

    public static Pull None => new(0, null);

    public Pull Flipped => this with { Sign = -Sign };

    public double Of(double s) => Sign * Weight * (Margin is { } m ? Math.Max((Sign * s) + m, 0) : 1);
}
