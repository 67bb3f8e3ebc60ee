using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Losses;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Tests.Guidance.Losses;

/// <summary>Every kind of loss: its value by hand, and its gradient against central differences.</summary>
public sealed class LossesTests
{
    private static readonly double[] X = [0.3, -1.2, 2.5, 0.7, -0.4, 1.9, -2.2, 0.1, 0.6, -0.8, 1.1, 3.4];

    // [4, 3]: four frames of three columns.
    public static TheoryData<string, double> Values => new()
    {
        { """{ "kind": "waypoint", "frame": 1, "target": [1, 2], "columns": [2, 0] }""", (0.9 * 0.9) + (1.3 * 1.3) },
        { """{ "kind": "terminal", "target": [0, 0, 0], "weight": 2 }""", 2 * ((0.8 * 0.8) + (1.1 * 1.1) + (3.4 * 3.4)) },
        { """{ "kind": "path", "targets": [[1], [2]], "frames": [3, 0], "columns": [1] }""", (0.1 * 0.1) + (3.2 * 3.2) },
        { """{ "kind": "smoothness", "columns": [0] }""", Math.Pow(-2.2 - 1.4 + 0.3, 2) + Math.Pow(-0.8 + 4.4 + 0.7, 2) },
        { """{ "kind": "logistic", "normal": [0,0,1,0,0,0,0,0,0,0,0,0], "offset": 2, "steepness": 3 }""", Math.Log(1 + Math.Exp(1.5)) },
        { """{ "kind": "linear", "operator": { "kind": "mask", "indices": [2, 5] }, "measurement": [2, 2], "standardDeviation": 0.5 }""", 2 * (0.25 + 0.01) },
        { """{ "kind": "linear", "operator": { "kind": "matrix", "rows": [[1,1,0,0,0,0,0,0,0,0,0,0]] }, "measurement": [1] }""", 0.5 * 1.9 * 1.9 },
        { """{ "kind": "distance", "to": { "kind": "dimensions", "indices": [2, 5], "of": { "kind": "box", "low": [0, 0], "high": [1, 1] } }, "weight": 4 }""", 2 * ((1.5 * 1.5) + (0.9 * 0.9)) },
        { """{ "kind": "occupancy", "columns": [0, 1], "form": "squared", "steepness": 2, "of": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", Occupied((0.09 + 1.44 - 1), (0.49 + 0.16 - 1), (4.84 + 0.01 - 1), (0.64 + 1.21 - 1)) },
        { """{ "kind": "occupancy", "columns": [2], "steepness": 2, "of": { "kind": "slab", "axis": [1], "low": 1, "high": 2 } }""", Occupied(0.5, -0.1, 0.4, 1.4) },
        { """{ "kind": "weightedSum", "weight": 3, "of": [ { "kind": "waypoint", "frame": 0, "target": [0], "columns": [1] }, { "kind": "waypoint", "frame": 0, "target": [0], "columns": [2], "weight": 2 } ] }""", 3 * (1.44 + 12.5) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_by_hand_and_gradient_by_central_differences(string json, double expected)
    {
        var loss = Loss(json, [4, 3]);
        var gradient = new double[12];
        Assert.Equal(expected, loss.Evaluate(X, gradient), 1e-10 * Math.Max(1, expected));
        Check(loss, X, gradient);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    public void Distances_of_many_samples_to_a_box_are_those_of_each(int dimension)
    {
        const int rows = 37;
        var low = string.Join(",", Enumerable.Range(0, dimension).Select(j => -j));
        var high = string.Join(",", Enumerable.Range(0, dimension).Select(j => 1 + j));
        var loss = Loss($$"""{ "kind": "distance", "weight": 3, "to": { "kind": "box", "low": [{{low}}], "high": [{{high}}] } }""", [dimension]);
        double[] x = [.. Enumerable.Range(0, rows * dimension).Select(i => 12 * Math.Sin((1.7 * i) + (i * i * 0.01)))];
        var (values, gradients, one) = (new double[rows], new double[rows * dimension], new double[dimension]);
        loss.Evaluate(x, values, gradients);
        for (var row = 0; row < rows; row++)
        {
            Assert.Equal(loss.Evaluate(x.AsSpan(row * dimension, dimension), one), values[row], 1e-12 * Math.Max(1, values[row]));
            for (var j = 0; j < dimension; j++)
            {
                Assert.Equal(one[j], gradients[(row * dimension) + j], 1e-12 * Math.Max(1, Math.Abs(one[j])));
            }
        }

        x[dimension] = double.NaN;
        loss.Evaluate(x, values, gradients);
        Assert.True(double.IsNaN(values[1]) && double.IsFinite(values[0]) && double.IsFinite(values[2]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_classifier_that_is_certain_gives_a_finite_loss_without_a_gradient(bool accept)
    {
        using var classifier = Classifiers.Toys.Classifier1();
        var loss = new Label(classifier, accept, 1e-3, null);
        var gradient = new double[1];
        Assert.True(double.IsFinite(loss.Evaluate([0.1], gradient)));
        Assert.Equal(0, gradient[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_a_classifier_is_in_doubt_its_label_has_the_gradient_of_its_loss_in_data_units(bool accept)
    {
        using var classifier = Classifiers.Toys.Classifier1();
        var loss = new Label(classifier, accept, 0.8, new NormalisationSpec { Mean = [0.3], Scale = [2] });
        double[] x = [0.9], gradient = [0];
        loss.Evaluate(x, gradient);
        Check(loss, x, gradient);
        Assert.True(Math.Abs(gradient[0]) > 1e-2);
    }

    [Fact]
    public void Down_sampling_averages_blocks_and_the_cubic_kernel_keeps_straight_lines()
    {
        // Two images of 4 x 8: a plane i + 10 j and its double.
        var image = new double[64];
        for (var i = 0; i < 64; i++)
        {
            image[i] = (1 + (i / 32)) * ((i % 32 / 8) + (10 * (i % 8)));
        }

        static string Linear(string map, int rows) =>
            $$"""{ "kind": "linear", "operator": {{map}}, "measurement": [{{string.Join(",", Enumerable.Repeat("0", rows))}}], "standardDeviation": 0.7071067811865476 }""";
        var average = Loss(Linear("""{ "kind": "average", "factor": 2 }""", 16), [2, 4, 8]);
        var sum = 0.0;
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                var mean = (2 * i) + 0.5 + (10 * ((2 * j) + 0.5));
                sum += 5 * mean * mean;
            }
        }

        var gradient = new double[64];
        Assert.Equal(sum, average.Evaluate(image, gradient), 1e-9 * sum);
        Check(average, image, gradient);

        // In the middle of a wide image the kernel has all its taps: a constant and a line come out as they are.
        var wide = new double[16 * 16];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = 3 + (2 * (i % 16));
        }

        var map = LinearMap.Create(new BicubicOperator { Factor = 2 }, [16, 16], Context([16, 16]));
        Assert.Equal(64, map.Rows);
        Assert.Equal(3 + (2 * ((2 * 3) + 0.5)), map.Product((4 * 8) + 3, wide), 1e-12);
        Array.Fill(wide, 5);
        Assert.Equal(5, map.Product(0, wide), 1e-12);
        Check(Loss(Linear("""{ "kind": "bicubic", "factor": 2 }""", 64), [16, 16]), [.. Enumerable.Range(0, 256).Select(i => Math.Sin(i))], null);
    }

    [Theory]
    [InlineData("""{ "kind": "waypoint", "frame": 4, "target": [1, 2, 3] }""", ErrorCode.ShapeMismatch, "/frame")]
    [InlineData("""{ "kind": "waypoint", "frame": 0, "target": [1, 2] }""", ErrorCode.ShapeMismatch, "/target")]
    [InlineData("""{ "kind": "terminal", "target": [1], "columns": [3] }""", ErrorCode.ShapeMismatch, "/columns")]
    [InlineData("""{ "kind": "terminal", "target": [1, 1], "columns": [2, 2] }""", ErrorCode.Validation, "/columns/1")]
    [InlineData("""{ "kind": "path", "targets": [[1, 2, 3]] }""", ErrorCode.ShapeMismatch, "/targets")]
    [InlineData("""{ "kind": "path", "targets": [[1, 2, 3]], "frames": [9] }""", ErrorCode.ShapeMismatch, "/frames")]
    [InlineData("""{ "kind": "path", "targets": [[1, 2, 3]], "frames": [0, 1] }""", ErrorCode.Validation, "/frames")]
    [InlineData("""{ "kind": "logistic", "normal": [1] }""", ErrorCode.ShapeMismatch, "/normal")]
    [InlineData("""{ "kind": "logistic", "normal": [1], "steepness": 0 }""", ErrorCode.Validation, "/steepness")]
    [InlineData("""{ "kind": "label" }""", ErrorCode.Validation, "/classifier")]
    [InlineData("""{ "kind": "linear", "operator": { "kind": "mask", "indices": [12] }, "measurement": [1] }""", ErrorCode.ShapeMismatch, "/operator/indices")]
    [InlineData("""{ "kind": "linear", "operator": { "kind": "mask", "indices": [1, 2] }, "measurement": [1] }""", ErrorCode.ShapeMismatch, "/measurement")]
    [InlineData("""{ "kind": "linear", "operator": { "kind": "average", "factor": 2 }, "measurement": [1] }""", ErrorCode.ShapeMismatch, "/operator/factor")]
    [InlineData("""{ "kind": "distance", "to": { "kind": "box", "low": [0, 0], "high": [1, 1] } }""", ErrorCode.ShapeMismatch, "/to")]
    [InlineData("""{ "kind": "occupancy", "form": "squared", "of": { "kind": "box", "low": [0, 0, 0], "high": [1, 1, 1] } }""", ErrorCode.UnsupportedCombination, "/form")]
    [InlineData("""{ "kind": "weightedSum", "of": [] }""", ErrorCode.Validation, "/of")]
    [InlineData("""{ "kind": "weightedSum", "of": [ { "kind": "terminal", "target": [1] } ] }""", ErrorCode.ShapeMismatch, "/of/0/target")]
    public void What_does_not_fit_the_samples_is_refused_with_its_place(string json, ErrorCode code, string pointer)
    {
        var exception = Assert.Throws<GenPhysException>(() => Guided.Terms($$"""{ "kind": "loss", "loss": {{json}} }""", [4, 3]));
        Assert.Equal((code, "/guidance/0/loss" + pointer), (exception.Code, exception.Pointer));
    }

    private static double Occupied(params double[] u) => u.Sum(v => 1 / (1 + Math.Exp(2 * v)));

    private static void Check(Loss loss, double[] x, double[]? gradient)
    {
        gradient ??= new double[x.Length];
        loss.Evaluate(x, gradient);
        var other = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            const double h = 1e-5;
            double At(double by) => loss.Evaluate([.. x.Select((v, i) => i == j ? v + by : v)], other);
            Assert.Equal((At(h) - At(-h)) / (2 * h), gradient[j], 1e-6 * Math.Max(1, Math.Abs(gradient[j])));
        }
    }

    private static Loss Loss(string json, int[] shape)
    {
        var request = Contracts.Json.StrictJson.Read(
            System.Text.Encoding.UTF8.GetBytes($$"""{ "count": 1, "guidance": [{ "kind": "loss", "loss": {{json}} }] }"""),
            Contracts.Json.ContractsJson.Default.SampleRequest);
        Assert.Empty(SampleRequestValidator.Validate(request, new SampleLimits()));
        return LossRegistry.Create(((LossGuidance)request.Guidance![0]).Loss, Context(shape));
    }

    private static LossContext Context(int[] shape) => new(Guided.Manifest(shape), [], Contracts.Validation.JsonPointer.Root);
}
