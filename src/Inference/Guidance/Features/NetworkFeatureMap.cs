using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Guidance.Features;

/// <summary>The features of a trained extractor f((x - mean) / scale / sqrt(1 + sigma^2); ln(sigma) / 4), which reads clean samples as noise level 0.002.</summary>
internal sealed class NetworkFeatureMap(INetworkEvaluator evaluator, double[]? mean, double[]? scale, double cost) : FeatureMap
{
    // The logarithm of noise needs a lowest level; this is the one at which the samplers of Karras et al. 2022 end.
    private const double Clean = 0.002;

    private double _shrink = 1;
    private double[] _input = [];
    private double[] _noise = [];

    public override int Count => evaluator.Outputs;

    public override double Cost => cost;

    public override void Forward(ReadOnlySpan<double> points, double noiseLevel, Span<double> features)
    {
        var rows = Prepare(points, noiseLevel);
        evaluator.Forward(_input.AsSpan(0, points.Length), _noise.AsSpan(0, rows), features);
    }

    public override void Backward(ReadOnlySpan<double> points, ReadOnlySpan<double> cotangent, Span<double> gradient)
    {
        var rows = points.Length / evaluator.Inputs;
        var features = new double[rows * evaluator.Outputs];
        try
        {
            evaluator.ForwardAndKeep(_input.AsSpan(0, points.Length), _noise.AsSpan(0, rows), features);
            evaluator.Backward(cotangent, _input.AsSpan(0, points.Length));
        }
        finally
        {
            evaluator.Release();
        }

        for (var i = 0; i < points.Length; i++)
        {
            gradient[i] += _shrink * _input[i] / (scale?[i % evaluator.Inputs] ?? 1);
        }
    }

    public override void Dispose()
    {
        evaluator.Dispose();
        base.Dispose();
    }

    private int Prepare(ReadOnlySpan<double> points, double noiseLevel)
    {
        var d = evaluator.Inputs;
        var rows = points.Length / d;
        if (_noise.Length < rows)
        {
            _noise = new double[2 * rows];
            _input = new double[2 * rows * d];
        }

        _shrink = 1 / Math.Sqrt(1 + (noiseLevel * noiseLevel));
        _noise.AsSpan(0, rows).Fill(0.25 * Math.Log(Math.Max(noiseLevel, Clean)));
        for (var i = 0; i < points.Length; i++)
        {
            _input[i] = _shrink * (points[i] - (mean?[i % d] ?? 0)) / (scale?[i % d] ?? 1);
        }

        return rows;
    }
}
