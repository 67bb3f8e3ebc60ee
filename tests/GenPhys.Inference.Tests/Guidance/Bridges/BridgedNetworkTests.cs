using GenPhys.Inference.Constraints.Regions;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Random;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Bridges;

public sealed class BridgedNetworkTests
{
    private const int Rows = 40;
    private static readonly MlpArchitecture Shape = new() { Hidden = [12], Dtype = NetworkDtype.Float64 };

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [Trait("Acceptance", "M11")]
    public void Before_fine_tuning_the_network_is_the_plain_model_and_where_it_is_added_the_guided_one(bool told, bool added)
    {
        using var plain = new NetworkField(NetworkEvaluators.Create(Shape, Weights(extended: false, conditioned: 0), 2, 2, new NetworkOptions()), new EdmPreconditioner { SigmaData = 1 });
        using var bridged = Bridged(told, added, conditioned: 0);
        var (expected, actual) = (Lanes(), Lanes());
        plain.Evaluate(expected);
        bridged.Evaluate(actual);
        var pulled = 0;
        for (var row = 0; row < Rows; row++)
        {
            // The bridge of the half-plane x_0 <= 0.3 at weight 1.5, by hand.
            var (sigma, x) = (expected.NoiseLevel[row], expected.X[2 * row]);
            var b = 1.5 * Math.Max(0, (1 / (sigma * sigma)) - (1 / (80.0 * 80))) * -Math.Max(0, x - 0.3);
            expected.Denoised[2 * row] = added ? expected.Denoised[2 * row] + (sigma * sigma * b) : expected.Denoised[2 * row];
            pulled += b != 0 ? 1 : 0;
        }

        Assert.InRange(pulled, 10, 30);
        Bits.Equal(expected.Denoised, actual.Denoised);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Its_vector_jacobian_product_goes_through_the_bridge(bool told, bool added)
    {
        using var bridged = Bridged(told, added, conditioned: 0.4);
        var lanes = Lanes();
        bridged.EvaluateWithVjp(lanes, batch =>
        {
            for (var i = 0; i < batch.Cotangent.Length; i++)
            {
                batch.Cotangent[i] = Math.Cos(i);
            }
        });
        var product = lanes.VectorJacobian.ToArray();
        const double e = 1e-6;
        for (var j = 0; j < 2; j++)
        {
            var (up, down) = (Lanes(), Lanes());
            for (var row = 0; row < Rows; row++)
            {
                up.X[(2 * row) + j] += e;
                down.X[(2 * row) + j] -= e;
            }

            bridged.Evaluate(up);
            bridged.Evaluate(down);
            for (var row = 0; row < Rows; row++)
            {
                var sum = Enumerable.Range(2 * row, 2).Sum(i => Math.Cos(i) * (up.Denoised[i] - down.Denoised[i]) / (2 * e));
                Assert.Equal(sum, product[(2 * row) + j], 1e-5 * Math.Max(1, Math.Abs(sum)));
            }
        }
    }

    private static BridgedNetworkField Bridged(bool told, bool added, double conditioned) => new(
        NetworkEvaluators.Create(Shape, Weights(told, conditioned), told ? 6 : 2, 2, new NetworkOptions()),
        new EdmPreconditioner { SigmaData = 1 },
        new TrainedBridge(
            new BridgeTerm(new HalfPlane([1, 0], 0.3), null) { Weight = 1.5, SigmaMax = 80 },
            !added ? BridgeArchitecture.C : told ? BridgeArchitecture.Mbm : BridgeArchitecture.Db,
            sigmaData: 0.5));

    // The first layer reads state, bridge, indicator and noise; columns of the condition are scaled, to 0 before fine-tuning.
    private static SafeTensorsFile Weights(bool extended, double conditioned)
    {
        var inputs = extended ? 6 : 2;
        return new SafeTensorsFile([.. Shape.Shapes(inputs, 2).Select((shape, i) =>
        {
            var narrow = Shape.Shapes(2, 2).ElementAt(i).Shape;
            var values = Draws(i, (int)narrow.Aggregate(1L, (p, n) => p * n));
            if (i > 0 || !extended)
            {
                return SafeTensor.Of(shape.Name, shape.Shape, values);
            }

            var extra = Draws(50, 12 * 4);
            var wide = Enumerable.Range(0, 12).SelectMany(row => (double[])
                [values[3 * row], values[(3 * row) + 1], .. extra[(4 * row)..((4 * row) + 4)].Select(v => conditioned * v), values[(3 * row) + 2]]).ToArray();
            return SafeTensor.Of(shape.Name, shape.Shape, wide);
        })]);
    }

    private static LaneBatch Lanes()
    {
        var lanes = new LaneBatch(2);
        lanes.Resize(Rows, withVectorJacobian: true);
        Draws(9, 2 * Rows).CopyTo(lanes.X);
        for (var row = 0; row < Rows; row++)
        {
            lanes.NoiseLevel[row] = 0.05 * Math.Pow(60, row / (Rows - 1.0));
        }

        return lanes;
    }

    private static double[] Draws(int row, int count)
    {
        var numbers = new double[count];
        Philox.FillNormal(new NoiseKey(23, (uint)row, NoisePurpose.Data), numbers);
        return numbers;
    }
}
