namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>An agent: centre c, length L along u, width W along v, where u = (cos ψ, sin ψ) and v = (-sin ψ, cos ψ).</summary>
internal readonly record struct Rectangle(double X, double Y, double Length, double Width, double Cos, double Sin)
{
    /// <summary>Half its extent along a unit direction, h(n) = ½(L|n·u| + W|n·v|).</summary>
    public double Half(double nx, double ny) =>
        0.5 * ((Length * Math.Abs((nx * Cos) + (ny * Sin))) + (Width * Math.Abs((ny * Cos) - (nx * Sin))));

    /// <summary>The corner at c + sx L/2 u + sy W/2 v.</summary>
    public (double X, double Y) Corner(int sx, int sy)
    {
        double a = 0.5 * sx * Length, b = 0.5 * sy * Width;
        return (X + (a * Cos) - (b * Sin), Y + (a * Sin) + (b * Cos));
    }

    public Rectangle Grown(double by) => this with { Length = Length + by, Width = Width + by };
}
