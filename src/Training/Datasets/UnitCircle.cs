namespace GenPhys.Training.Datasets;

/// <summary>Sine and cosine from additions and multiplications alone, because the platform's own differ in the last bit between machines.</summary>
internal static class UnitCircle
{
    /// <summary>The point at a fraction of a turn, to 1e-15.</summary>
    public static (double Cos, double Sin) At(double turns)
    {
        turns -= Math.Floor(turns);
        var quadrant = (int)Math.Floor((4 * turns) + 0.5);
        var angle = 2 * Math.PI * (turns - (0.25 * quadrant));
        var square = angle * angle;

        var (sin, cos, sinTerm, cosTerm) = (angle, 1.0, angle, 1.0);
        for (int k = 1; k <= 9; k++)
        {
            cosTerm *= -square / ((2 * k) * ((2 * k) - 1));
            sinTerm *= -square / ((2 * k) * ((2 * k) + 1));
            cos += cosTerm;
            sin += sinTerm;
        }

        return (quadrant % 4) switch
        {
            0 => (cos, sin),
            1 => (-sin, cos),
            2 => (-cos, -sin),
            _ => (sin, -cos),
        };
    }
}
