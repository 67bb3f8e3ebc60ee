using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>The closed-form classifier of a region made of boxes, for a field that is a Gaussian mixture.</summary>
public sealed record RegionClassifierSpec : ClassifierSpec
{
    private const int MaxBoxes = 256;

    /// <summary>The region, in data units: a box, a slab, a checkerboard, or a union of these that do not overlap.</summary>
    public required ConstraintSpec Region { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "region";

    /// <inheritdoc/>
    public override Classifier Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks, string pointer)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Field is not GaussianMixtureFieldSpec mixture)
        {
            throw Invalid("A closed-form classifier of a region needs a field that is a Gaussian mixture.", $"{pointer}/kind");
        }

        var found = new Violations();
        var dimension = manifest.Dimension();
        Region.Check(found, JsonPointer.Root, new ConstraintLimits(), dimension);
        if (found.Found is [var first, ..])
        {
            throw Invalid(first.Detail, $"{pointer}/region{first.Pointer}");
        }

        var boxes = new List<(double[] Low, double[] High)>();
        Collect(Region, dimension, $"{pointer}/region", boxes);
        if (manifest.Normalisation is { } normalisation)
        {
            double[] Normalised(double[] corner) => [.. corner.Select((c, j) => (c - normalisation.Mean[j]) / normalisation.Scale[j])];
            boxes = [.. boxes.Select(box => (Normalised(box.Low), Normalised(box.High)))];
        }

        try
        {
            return new MixtureRegionClassifier(mixture.Weights, mixture.Means, mixture.StandardDeviations, new IntervalBoxes(boxes))
            {
                PriorShift = PriorShift ?? 0,
            };
        }
        catch (ArgumentException exception)
        {
            throw Invalid(exception.Message, $"{pointer}/region");
        }
    }

    private static void Collect(ConstraintSpec region, int dimension, string pointer, List<(double[] Low, double[] High)> boxes)
    {
        switch (region)
        {
            case BoxConstraint box:
                boxes.Add((box.Low, box.High));
                break;
            case SlabConstraint slab:
                boxes.Add(Box(slab, dimension, pointer));
                break;
            case CheckerboardConstraint board:
                for (var cell = 0; cell < board.Columns * board.Rows; cell++)
                {
                    var (i, j) = (cell % board.Columns, cell / board.Columns);
                    if ((i + j) % 2 == board.Parity)
                    {
                        boxes.Add((
                            [board.Origin[0] + (i * board.Cell), board.Origin[1] + (j * board.Cell)],
                            [board.Origin[0] + ((i + 1) * board.Cell), board.Origin[1] + ((j + 1) * board.Cell)]));
                    }
                }

                break;
            case UnionConstraint union:
                for (var i = 0; i < union.Of.Count; i++)
                {
                    Collect(union.Of[i], dimension, $"{pointer}/of/{i}", boxes);
                }

                break;
            default:
                throw Invalid("A closed-form classifier takes regions made of boxes: box, slab, checkerboard, union.", $"{pointer}/kind");
        }

        if (boxes.Count > MaxBoxes)
        {
            throw Invalid($"The region has {boxes.Count} boxes or more; at most {MaxBoxes} are taken.", pointer);
        }
    }

    private static (double[] Low, double[] High) Box(SlabConstraint slab, int dimension, string pointer)
    {
        if (slab.Axis.Count(a => a != 0) != 1)
        {
            throw Invalid("A slab is a box only along one coordinate.", $"{pointer}/axis");
        }

        var low = Enumerable.Repeat(double.NegativeInfinity, dimension).ToArray();
        var high = Enumerable.Repeat(double.PositiveInfinity, dimension).ToArray();
        var j = Array.FindIndex(slab.Axis, a => a != 0);
        var (a, b) = (slab.Low / slab.Axis[j], slab.High / slab.Axis[j]);
        (low[j], high[j]) = (Math.Min(a, b), Math.Max(a, b));
        return (low, high);
    }
}
