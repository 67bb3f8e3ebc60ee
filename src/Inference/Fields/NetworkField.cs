using GenPhys.Inference.Codes;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Fields;

/// <summary>
/// The denoiser of a trained network: D(x; σ) = c_skip x + c_out F(c_in x; c_noise) (Karras et al. 2022, eq. 7). The
/// coefficients and both sums are float64 on the host, lane by lane; only F runs in the network's own number type.
/// </summary>
/// <remarks>
/// D of <see cref="EvaluateWithVjp"/> has the same bits as D of <see cref="Evaluate"/> on the CPU evaluators; elsewhere
/// both agree to the precision of the network's number type.
/// </remarks>
public sealed class NetworkField : IField
{
    private readonly INetworkEvaluator _evaluator;
    private readonly Preconditioner _preconditioner;
    private readonly CodeColumns? _codes;
    private PreconditioningCoefficients[] _coefficients = [];
    private double[] _noise = [];
    private double[] _input = [];
    private double[] _output = [];
    private double[] _outputCotangent = [];

    /// <summary>Wraps an evaluator of F with the outputs that the preconditioner asks for; the field owns it from here on.</summary>
    internal NetworkField(INetworkEvaluator evaluator, Preconditioner preconditioner, int classes = 0, CodeColumns? codes = null)
    {
        Dimension = evaluator.Inputs - ClassColumns.Width(classes) - (codes?.Count ?? 0);
        if (evaluator.Outputs != preconditioner.Outputs(Dimension))
        {
            throw new ArgumentException(
                $"With {Dimension} coordinates this preconditioning takes {preconditioner.Outputs(Dimension)} outputs; the network gives {evaluator.Outputs}.",
                nameof(evaluator));
        }

        (_evaluator, _preconditioner, Classes, _codes) = (evaluator, preconditioner, classes, codes);
    }

    /// <summary>Builds the field of a network; on a device other than the CPU's vectors, call it on the device thread.</summary>
    /// <param name="architecture">Kind and sizes of the network.</param>
    /// <param name="weights">Its weights, by the names that the architecture gives.</param>
    /// <param name="preconditioner">How F becomes D.</param>
    /// <param name="dimension">Coordinates of a state.</param>
    /// <param name="options">How networks run; the defaults if null.</param>
    /// <param name="classes">Classes that the network is told by <see cref="ClassColumns"/>; 0 for none.</param>
    /// <returns>The field, not yet warmed up.</returns>
    /// <exception cref="NetworkWeightsException">The weights do not fit the architecture.</exception>
    /// <exception cref="NotSupportedException">The options ask for an implementation that cannot run this network here.</exception>
    public static NetworkField Create(
        Architecture architecture, SafeTensorsFile weights, Preconditioner preconditioner, int dimension, NetworkOptions? options = null, int classes = 0)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(preconditioner);
        var inputs = dimension + ClassColumns.Width(classes);
        return new NetworkField(
            NetworkEvaluators.Create(architecture, weights, inputs, preconditioner.Outputs(dimension), options ?? new NetworkOptions()), preconditioner, classes);
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> CodeSizes => _codes?.Sizes ?? [];

    /// <inheritdoc/>
    public bool SinglePrecision => true;

    /// <inheritdoc/>
    public long Padding => _evaluator.Padding;

    /// <inheritdoc/>
    public void Evaluate(LaneBatch lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        Prepare(lanes);
        _evaluator.Forward(
            _input.AsSpan(0, lanes.Count * _evaluator.Inputs), _noise.AsSpan(0, lanes.Count), _output.AsSpan(0, lanes.Count * _evaluator.Outputs));
        WriteDenoised(lanes);
    }

    /// <inheritdoc/>
    public void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(writeCotangents);
        Prepare(lanes);
        var (inputs, outputs) = (lanes.Count * _evaluator.Inputs, lanes.Count * _evaluator.Outputs);
        var input = _input.AsSpan(0, inputs);
        try
        {
            _evaluator.ForwardAndKeep(input, _noise.AsSpan(0, lanes.Count), _output.AsSpan(0, outputs));
            WriteDenoised(lanes);
            writeCotangents(lanes);
            PullBack(lanes);

            // J_D^T c = what goes past F + c_in J_F^T (what goes through F); the buffer of F's input is free again.
            _evaluator.Backward(_outputCotangent.AsSpan(0, outputs), input);
            var product = lanes.VectorJacobian;
            for (var row = 0; row < lanes.Count; row++)
            {
                for (var j = 0; j < Dimension; j++)
                {
                    product[(row * Dimension) + j] += _coefficients[row].CIn * input[(row * _evaluator.Inputs) + j];
                }
            }
        }
        finally
        {
            _evaluator.Release();
        }
    }

    /// <summary>
    /// Runs every tile size and flavour, proves on random rows that neither a row's place, nor its neighbours, nor the
    /// tile's size changes a bit of it, and measures the costs by which tiles are chosen. Call it once before serving.
    /// </summary>
    /// <returns>What was found.</returns>
    public WarmUpReport WarmUp() => _evaluator.WarmUp();

    /// <inheritdoc/>
    public void Dispose() => _evaluator.Dispose();

    private void Prepare(LaneBatch lanes)
    {
        if (lanes.Dimension != Dimension)
        {
            throw new ArgumentException($"The lanes have {lanes.Dimension} coordinates; the network takes {Dimension}.", nameof(lanes));
        }

        var inputs = _evaluator.Inputs;

        if (_noise.Length < lanes.Count)
        {
            var capacity = Math.Max(lanes.Count, 2 * _noise.Length);
            _coefficients = new PreconditioningCoefficients[capacity];
            _noise = new double[capacity];
            _input = new double[capacity * inputs];
            _output = new double[capacity * _evaluator.Outputs];
            _outputCotangent = new double[capacity * _evaluator.Outputs];
        }

        var x = lanes.X;
        var sigma = lanes.NoiseLevel;
        for (var row = 0; row < lanes.Count; row++)
        {
            // Rows of one request stand together and share their noise level.
            var c = row > 0 && sigma[row] == sigma[row - 1] ? _coefficients[row - 1] : _preconditioner.At(sigma[row]);
            _coefficients[row] = c;
            _noise[row] = c.CNoise;
            for (var j = 0; j < Dimension; j++)
            {
                _input[(row * inputs) + j] = c.CIn * x[(row * Dimension) + j];
            }

            var columns = _input.AsSpan((row * inputs) + Dimension, inputs - Dimension);
            if (Classes > 0)
            {
                ClassColumns.Fill(lanes.Condition[row], columns[..ClassColumns.Width(Classes)]);
            }

            _codes?.Fill(CodesOf(lanes, row), columns[ClassColumns.Width(Classes)..]);
        }
    }

    private static ReadOnlySpan<int> CodesOf(LaneBatch lanes, int row) => lanes.Codes.Slice(row * lanes.CodeSlots, lanes.CodeSlots);

    private void WriteDenoised(LaneBatch lanes)
    {
        var (d, m) = (Dimension, _evaluator.Outputs);
        var x = lanes.X;
        var sigma = lanes.NoiseLevel;
        var denoised = lanes.Denoised;
        for (var row = 0; row < lanes.Count; row++)
        {
            _codes?.AddToOutput(CodesOf(lanes, row), _output.AsSpan(row * m, m));
            _preconditioner.Denoise(x.Slice(row * d, d), sigma[row], _coefficients[row], _output.AsSpan(row * m, m), denoised.Slice(row * d, d));
        }
    }

    private void PullBack(LaneBatch lanes)
    {
        var (d, m) = (Dimension, _evaluator.Outputs);
        var x = lanes.X;
        var sigma = lanes.NoiseLevel;
        var cotangent = lanes.Cotangent;
        var product = lanes.VectorJacobian;
        for (var row = 0; row < lanes.Count; row++)
        {
            _preconditioner.PullBack(
                x.Slice(row * d, d), sigma[row], _coefficients[row], _output.AsSpan(row * m, m), cotangent.Slice(row * d, d),
                _outputCotangent.AsSpan(row * m, m), product.Slice(row * d, d));
        }
    }
}
