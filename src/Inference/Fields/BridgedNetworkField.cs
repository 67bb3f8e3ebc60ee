using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Fields;

/// <summary>
/// The denoiser of a network that was trained with a bridge b in place (Naderiparizi et al. 2025, eqs. 10 to 12): told of it, added to it, or both. The
/// network reads c_in x and, where it is told, the rescaled bridge sigma^2 b / sqrt(sigma^2 + sigma_d^2) and an indicator of where it is not 0.
/// </summary>
internal sealed class BridgedNetworkField : IField
{
    // Relative step of the central difference that stands for the second derivative of l, which has none on an edge.
    private const double Step = 1e-5;

    private readonly INetworkEvaluator _evaluator;
    private readonly Preconditioner _preconditioner;
    private readonly TrainedBridge _bridge;
    private double[] _bridges = [];
    private double[] _input = [];
    private double[] _output = [];
    private double[] _noise = [];

    /// <summary>Wraps an evaluator of 3 dim inputs where it is told of the bridge, else dim; the field owns it from here on.</summary>
    public BridgedNetworkField(INetworkEvaluator evaluator, Preconditioner preconditioner, TrainedBridge bridge)
    {
        if (evaluator.Inputs != evaluator.Outputs + bridge.Columns(evaluator.Outputs))
        {
            throw new ArgumentException("The network needs one input per coordinate, and two more where it is told of the bridge.", nameof(evaluator));
        }

        (_evaluator, _preconditioner, _bridge) = (evaluator, preconditioner, bridge);
    }

    public int Dimension => _evaluator.Outputs;

    public bool SinglePrecision => true;

    /// <inheritdoc/>
    public long Padding => _evaluator.Padding;

    public void Evaluate(LaneBatch lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        Prepare(lanes);
        _evaluator.Forward(Input(lanes), _noise.AsSpan(0, lanes.Count), _output.AsSpan(0, lanes.Count * Dimension));
        WriteDenoised(lanes);
    }

    public void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(writeCotangents);
        Prepare(lanes);
        var (d, inputs) = (Dimension, _evaluator.Inputs);
        try
        {
            _evaluator.ForwardAndKeep(Input(lanes), _noise.AsSpan(0, lanes.Count), _output.AsSpan(0, lanes.Count * d));
            WriteDenoised(lanes);
            writeCotangents(lanes);
            for (var i = 0; i < lanes.Count * d; i++)
            {
                _output[i] = _preconditioner.At(lanes.NoiseLevel[i / d]).COut * lanes.Cotangent[i];
            }

            _evaluator.Backward(_output.AsSpan(0, lanes.Count * d), Input(lanes));
        }
        finally
        {
            _evaluator.Release();
        }

        var back = new double[d];
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var (sigma, at) = (lanes.NoiseLevel[lane], lane * d);
            var c = _preconditioner.At(sigma);

            // The bridge enters by its own addition and by the network's input; its Jacobian is symmetric.
            for (var j = 0; j < d; j++)
            {
                back[j] = (_bridge.Added ? sigma * sigma * lanes.Cotangent[at + j] : 0)
                    + (_bridge.Told ? _bridge.Rescaling(sigma) * _input[(lane * inputs) + d + j] : 0);
                lanes.VectorJacobian[at + j] = (c.CSkip * lanes.Cotangent[at + j]) + (c.CIn * _input[(lane * inputs) + j]);
            }

            AddBridgeProduct(lanes.X.Slice(at, d), sigma, back, lanes.VectorJacobian.Slice(at, d));
        }
    }

    public void Dispose() => _evaluator.Dispose();

    private Span<double> Input(LaneBatch lanes) => _input.AsSpan(0, lanes.Count * _evaluator.Inputs);

    private void Prepare(LaneBatch lanes)
    {
        var (d, inputs) = (Dimension, _evaluator.Inputs);
        if (_noise.Length < lanes.Count)
        {
            var capacity = Math.Max(lanes.Count, 2 * _noise.Length);
            (_noise, _bridges) = (new double[capacity], new double[capacity * d]);
            (_input, _output) = (new double[capacity * inputs], new double[capacity * d]);
        }

        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var sigma = lanes.NoiseLevel[lane];
            var x = lanes.X.Slice(lane * d, d);
            var c = _preconditioner.At(sigma);
            var b = _bridges.AsSpan(lane * d, d);
            _bridge.Write(x, sigma, b);
            _noise[lane] = c.CNoise;
            for (var j = 0; j < d; j++)
            {
                _input[(lane * inputs) + j] = c.CIn * x[j];
            }

            _bridge.WriteColumns(b, sigma, _input.AsSpan((lane * inputs) + d, inputs - d));
        }
    }

    private void WriteDenoised(LaneBatch lanes)
    {
        var d = Dimension;
        for (var i = 0; i < lanes.Count * d; i++)
        {
            var sigma = lanes.NoiseLevel[i / d];
            var c = _preconditioner.At(sigma);
            var denoised = (c.CSkip * lanes.X[i]) + (c.COut * _output[i]);
            lanes.Denoised[i] = _bridge.Added ? denoised + (sigma * sigma * _bridges[i]) : denoised;
        }
    }

    private void AddBridgeProduct(ReadOnlySpan<double> x, double sigma, ReadOnlySpan<double> vector, Span<double> product)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        if (length == 0)
        {
            return;
        }

        var step = Step * Math.Max(1, Math.Sqrt(Dot(x, x))) / length;
        double[] up = new double[x.Length], down = new double[x.Length], point = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            point[j] = x[j] + (step * vector[j]);
        }

        _bridge.Write(point, sigma, up);
        for (var j = 0; j < x.Length; j++)
        {
            point[j] = x[j] - (step * vector[j]);
        }

        _bridge.Write(point, sigma, down);
        for (var j = 0; j < x.Length; j++)
        {
            product[j] += (up[j] - down[j]) / (2 * step);
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }
}
