using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>What holds for every constraint that passes validation, and for every one that does not.</summary>
public sealed class RandomConstraintTests
{
    private const int Cases = 10_000;

    private static readonly Config Repeatable = Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(2_026_112_2UL, 7UL);

    [Fact]
    [Trait("Category", "Slow")]
    public void Oracle_distance_and_gradient_agree()
    {
        int compared = 0, next = 0, inside = 0, outside = 0;
        Prop.ForAll(RandomConstraints.Case.ToArbitrary(), Holds).Check(Repeatable);
        Assert.True(next < compared / 10, $"{next} samples next to a kink, {compared} not.");
        Assert.True(Math.Min(inside, outside) > Cases, $"{inside} samples inside, {outside} outside.");

        void Holds(RandomCase tried)
        {
            var constraint = Differences.Make(tried.Spec, tried.Dimension);
            var random = new System.Random(tried.Seed);
            var gradient = new double[tried.Dimension];
            for (var n = 0; n < 6; n++)
            {
                var x = tried.Sample(random);
                var contains = constraint.Contains(x);
                var distance = constraint.Distance(x);
                var l = constraint.Evaluate(x, gradient);
                Assert.True(double.IsFinite(distance) && distance >= 0);
                Assert.Equal(contains, distance == 0);
                Assert.Equal(distance, Math.Sqrt(2 * l), 1e-9 * (1 + distance));
                Assert.All(gradient, value => Assert.True(double.IsFinite(value)));
                _ = contains ? inside++ : outside++;
                if (constraint is Region region)
                {
                    Assert.Equal(contains, region.SignedDistance(x, []) <= 0);
                }

                var agrees = Differences.Agree(y => constraint.Evaluate(y, []), x, gradient, 1e-5);
                Assert.True(agrees != false, $"{JsonSerializer.Serialize(tried.Spec, ContractsJson.Default.ConstraintSpec)} at {string.Join(", ", x)}");
                _ = agrees is null ? next++ : compared++;

                // -∇l leads to the nearest point of a set that l is half the squared distance to.
                if (IsEuclidean(tried.Spec) && !contains)
                {
                    Assert.Equal(0, constraint.Distance([.. x.Zip(gradient, (a, b) => a - b)]), 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Json_and_protobuf_say_the_same()
    {
        Prop.ForAll(RandomConstraints.Case.ToArbitrary(), tried =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(tried.Spec, ContractsJson.Default.ConstraintSpec);
            var hash = ConstraintHash.Of(tried.Spec);
            Assert.Equal(hash, ConstraintHash.Of(StrictJson.Read(json, ContractsJson.Default.ConstraintSpec)));
            Assert.Equal(hash, ConstraintHash.Of(tried.Spec.ToProto().ToContract(JsonPointer.Root)));
            Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(tried.Spec.ToProto().ToContract(JsonPointer.Root), ContractsJson.Default.ConstraintSpec));
        }).Check(Repeatable.WithMaxTest(2_000));
    }

    [Fact]
    public void What_is_spoilt_is_refused_with_its_place_or_works()
    {
        var refused = 0;
        Prop.ForAll((from tried in RandomConstraints.Case from spoiler in Gen.Choose(0, int.MaxValue) select (tried, spoiler)).ToArbitrary(), pair =>
        {
            var (tried, spoiler) = pair;
            var spoilt = Spoiled.Once(tried.Spec, new System.Random(spoiler));
            try
            {
                var constraint = Differences.Make(spoilt, tried.Dimension);
                var x = tried.Sample(new System.Random(tried.Seed));
                Assert.Equal(constraint.Contains(x), constraint.Distance(x) == 0);
                Assert.False(double.IsNaN(constraint.Evaluate(x, new double[tried.Dimension])));
            }
            catch (GenPhysException exception)
            {
                refused++;
                Assert.Contains(exception.Code, new[] { ErrorCode.Validation, ErrorCode.ShapeMismatch, ErrorCode.BudgetExceeded });
                Assert.NotNull(exception.Pointer);
                Assert.InRange(exception.Violations.Count, exception.Code == ErrorCode.BudgetExceeded ? 0 : 1, 100);
            }
        }).Check(Repeatable);
        Assert.InRange(refused, Cases / 4, Cases);
    }

    private static bool IsEuclidean(ConstraintSpec spec) => spec switch
    {
        DiscConstraint or HalfPlaneConstraint or SlabConstraint or BoxConstraint or PolygonConstraint or OrientedRectangleConstraint or CheckerboardConstraint
            or DrivableMapConstraint => true,
        UnionConstraint union => union.Of.All(IsEuclidean),
        _ => false,
    };
}
