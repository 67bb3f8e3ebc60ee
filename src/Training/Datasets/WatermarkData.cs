using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using GenPhys.Inference.Random;
using GenPhys.Training.Bridges;

namespace GenPhys.Training.Datasets;

/// <summary>
/// Watermarked points of a Gaussian mixture in many dimensions, the small counterpart of watermarked images: along each of some orthonormal axes the points
/// lie within a bound, and those that did not were drawn anew between 0 and the bound that they passed.
/// </summary>
public sealed record WatermarkData : GeneratedData
{
    // Beside the record and not in it, so that a changed copy makes its own.
    private static readonly ConditionalWeakTable<WatermarkData, Law> Laws = [];

    /// <summary>Coordinates per point, 2 to 4,096 (default 64).</summary>
    public int Size { get; init; } = 64;

    /// <summary>Slabs, 1 to <see cref="Size"/> (default 8).</summary>
    public int Slabs { get; init; } = 8;

    /// <summary>Largest |a_i·x|, above 0 (default 0.9).</summary>
    public double Bound { get; init; } = 0.9;

    /// <summary>Gaussians of equal weight, 1 to 1,000 (default 4); their means are standard normal times 0.5.</summary>
    public int Components { get; init; } = 4;

    /// <summary>Standard deviation of each of them, above 0 (default 0.5).</summary>
    public double Spread { get; init; } = 0.5;

    /// <summary>Whether the points are mirror images of the watermarked ones; by default they are not.</summary>
    public bool Mirrored { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Dimension => Size;

    /// <summary>The slabs.</summary>
    public OrthonormalSlabs Faces() => Laws.GetValue(this, data => new Law(data)).Faces;

    /// <inheritdoc/>
    public override Func<ReadOnlySpan<double>, bool>? Oracle() => Mirrored ? null : Faces().Contains;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var problem in base.Problems())
        {
            yield return problem;
        }

        if (Size is < 2 or > 4096)
        {
            yield return ("size", $"is {Size}, must lie in 2 .. 4,096");
        }

        if (Slabs < 1 || Slabs > Size)
        {
            yield return ("slabs", $"is {Slabs}, must lie in 1 .. size ({Size})");
        }

        if (!(Bound > 0 && double.IsFinite(Bound)))
        {
            yield return ("bound", $"is {Bound}, must be finite and above 0");
        }

        if (Components is < 1 or > 1000)
        {
            yield return ("components", $"is {Components}, must lie in 1 .. 1,000");
        }

        if (!(Spread > 0 && double.IsFinite(Spread)))
        {
            yield return ("spread", $"is {Spread}, must be finite and above 0");
        }
    }

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        ArgumentNullException.ThrowIfNull(noise);
        var law = Laws.GetValue(this, data => new Law(data));
        var mean = law.Means[noise.NextInt(Components)];
        for (var j = 0; j < point.Length; j++)
        {
            point[j] = mean[j] + (Spread * noise.NextNormal());
        }

        law.Faces.Watermark(point, noise);
        if (Mirrored)
        {
            law.Faces.ToMirror(point);
        }

        return 0;
    }

    private sealed class Law(WatermarkData data)
    {
        public OrthonormalSlabs Faces { get; } = OrthonormalSlabs.Draw(data.Size, data.Slabs, -data.Bound, data.Bound, data.Seed);

        public double[][] Means { get; } = [.. Enumerable.Range(0, data.Components).Select(component =>
        {
            var mean = new double[data.Size];
            Philox.FillNormal(new NoiseKey((ulong)data.Seed, (uint)component, NoisePurpose.Data, Stage: 4), mean);
            return mean.Select(value => 0.5 * value).ToArray();
        })];
    }
}
