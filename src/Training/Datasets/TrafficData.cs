using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;

namespace GenPhys.Training.Datasets;

/// <summary>
/// Scenes of vehicles at a crossing of two roads with a lane for each direction, in units of 10 m: every vehicle is on its lane, none overlaps another. Seven numbers per
/// vehicle: x, y, length, width, cosine and sine of the heading, speed (10 m/s). The order of the vehicles means nothing.
/// </summary>
public sealed record TrafficData : GeneratedData
{
    /// <summary>Numbers per vehicle.</summary>
    public const int Features = 7;

    private const double Reach = 3;
    private const double HalfRoad = 0.4;
    private const double Clearance = 0.04;

    private static readonly ConcurrentDictionary<int, Constraint> Drawn = [];

    /// <summary>Vehicles of a scene, 2 to 12 (default 8).</summary>
    public int Agents { get; init; } = 8;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Dimension => Agents * Features;

    /// <inheritdoc/>
    public override int[] Shape(int dimension) => [Agents, Features];

    /// <inheritdoc/>
    public override Func<ReadOnlySpan<double>, bool> Oracle() => Create(0).Contains;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() =>
        Agents is < 2 or > 12 ? [.. base.Problems(), ("agents", $"is {Agents}, must lie in 2 .. 12")] : base.Problems();

    /// <summary>What the scenes obey: no two vehicles overlap, and all corners are on the roads.</summary>
    /// <param name="margin">Clearance between vehicles.</param>
    public static ConstraintSpec Rules(double margin) => new IntersectionConstraint
    {
        Of =
        [
            new NoOverlapConstraint { Margin = margin },
            new OnRoadConstraint
            {
                Map = new UnionConstraint
                {
                    Of =
                    [
                        new BoxConstraint { Low = [-Reach, -HalfRoad], High = [Reach, HalfRoad] },
                        new BoxConstraint { Low = [-HalfRoad, -Reach], High = [HalfRoad, Reach] },
                    ],
                },
            },
        ],
    };

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        var rules = Drawn.GetOrAdd(Agents, _ => Create(Clearance));
        Span<bool> obeys = stackalloc bool[Agents];
        obeys.Clear();
        do
        {
            for (var agent = 0; agent < Agents; agent++)
            {
                if (!obeys[agent])
                {
                    Place(noise, point.Slice(agent * Features, Features));
                }
            }

            obeys.Fill(true);
            rules.Exclude(point, obeys);
        }
        while (obeys.Contains(false));

        return 0;
    }

    private static void Place(NoiseReader noise, Span<double> vehicle)
    {
        (double cos, double sin) = UnitCircle.At(0.25 * noise.NextInt(4));
        var along = (2 * noise.NextUniform() - 1) * (Reach - 0.35);
        var aside = -(0.5 * HalfRoad) + (0.03 * Within(noise));
        var turn = 0.03 * Within(noise);
        (vehicle[0], vehicle[1]) = ((along * cos) - (aside * sin), (along * sin) + (aside * cos));
        (vehicle[2], vehicle[3]) = (0.45 + (0.05 * Within(noise)), 0.19 + (0.015 * Within(noise)));
        (vehicle[4], vehicle[5]) = (cos - (turn * sin), sin + (turn * cos));
        vehicle[6] = 0.8 + (0.3 * Within(noise));
    }

    // A normal number within two deviations, so that nothing is far from ordinary.
    private static double Within(NoiseReader noise)
    {
        while (true)
        {
            var z = noise.NextNormal();
            if (Math.Abs(z) <= 2)
            {
                return z;
            }
        }
    }

    private Constraint Create(double margin) => ConstraintRegistry.Create(Rules(margin), Dimension, new ConstraintLimits(), JsonPointer.Root);
}
