namespace GenPhys.Cli.Plotting;

/// <summary>An opaque colour.</summary>
internal readonly record struct Colour(byte R, byte G, byte B)
{
    public string Hex => $"#{R:x2}{G:x2}{B:x2}";
}

/// <summary>The colours of every plot.</summary>
internal static class PlotColours
{
    public static readonly Colour Paper = new(255, 255, 255);
    public static readonly Colour Ink = new(51, 65, 85);
    public static readonly Colour Frame = new(148, 163, 184);
    public static readonly Colour Grid = new(226, 232, 240);
    public static readonly Colour Cell = new(219, 234, 254);
    public static readonly Colour Point = new(29, 78, 216);
    public static readonly Colour Outside = new(220, 38, 38);
}
