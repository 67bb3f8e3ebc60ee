namespace GenPhys.Cli.Plotting.Figures;

/// <summary>Dark blue by green to yellow; each step is lighter than the one before, so that the order survives a print in black and white.</summary>
internal static class ColourMap
{
    private static readonly Colour[] Anchors =
    [
        new(0x44, 0x01, 0x54), new(0x47, 0x2d, 0x7b), new(0x3b, 0x52, 0x8b), new(0x2c, 0x72, 0x8e), new(0x21, 0x91, 0x8c),
        new(0x28, 0xae, 0x80), new(0x5e, 0xc9, 0x62), new(0xad, 0xdc, 0x30), new(0xfd, 0xe7, 0x25),
    ];

    /// <summary>The colour of a share, 0 to 1; beyond the ends, that of the end.</summary>
    public static Colour At(double share)
    {
        var at = Math.Clamp(share, 0, 1) * (Anchors.Length - 1);
        var i = Math.Min((int)at, Anchors.Length - 2);
        var (a, b, t) = (Anchors[i], Anchors[i + 1], at - i);
        return new Colour(Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + (t * (to - from)));
    }
}
