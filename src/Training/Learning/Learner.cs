using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Training.Optimisation;
using static TorchSharp.torch;

namespace GenPhys.Training.Learning;

/// <summary>What decides how weights are learnt, apart from the loss.</summary>
/// <param name="Seed">Seed of the initial weights.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Optimiser">The optimiser.</param>
/// <param name="EmaDecay">Decay per step of the moving average, in [0, 1).</param>
/// <param name="InitialWeights">The law of the initial weights.</param>
internal sealed record LearnerOptions(
    long Seed, LearningRate LearningRate, AdamOptions Optimiser, double EmaDecay, InitialWeights InitialWeights = InitialWeights.Uniform);

/// <summary>The tensors of a run: the trained weights, their moving average and the optimiser's moments.</summary>
/// <typeparam name="TModel">The module under training.</typeparam>
internal sealed class Learner<TModel> : IDisposable
    where TModel : nn.Module
{
    private readonly LearnerOptions _options;
    private readonly Adam _adam;
    private readonly (string Name, Tensor Value)[] _weights;
    private readonly (string Name, Tensor Value)[] _average;

    /// <summary>Starts from initial weights.</summary>
    /// <param name="create">Makes the module; called twice.</param>
    /// <param name="network">The part of a module whose parameters are trained.</param>
    /// <param name="names">Names of its arrays in the order of the architecture's own list, which names the noise of the initial weights.</param>
    /// <param name="options">The rest.</param>
    public Learner(
        Func<TModel> create, Func<TModel, nn.Module> network, IEnumerable<string> names, LearnerOptions options)
    {
        _options = options;
        string[] order = [.. names];
        Model = create();
        Average = create();
        _weights = Named(network(Model), order);
        _average = Named(network(Average), order);
        Initialisation.Fill(_weights, options.Seed, options.InitialWeights);
        Initialisation.Fill(_average, options.Seed, options.InitialWeights);
        foreach (var (_, value) in _average)
        {
            value.requires_grad_(false);
        }

        _adam = new Adam([.. _weights.Select(w => w.Value)], options.Optimiser);
    }

    /// <summary>The module under training.</summary>
    public TModel Model { get; }

    /// <summary>The module with averaged weights, which is what a run is for.</summary>
    public TModel Average { get; }

    /// <summary>Updates made; skipped steps do not count.</summary>
    public int Updates
    {
        get => _adam.Updates;
        set => _adam.Updates = value;
    }

    /// <summary>Trained numbers.</summary>
    public long Parameters => _weights.Sum(w => w.Value.numel());

    /// <summary>Bytes of a checkpoint's tensors: weights, average and both moments.</summary>
    public long CheckpointBytes => 4 * _weights.Sum(w => w.Value.numel() * w.Value.element_size());

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">The step's number, 1 for the first.</param>
    public double RateAt(int step) => _options.LearningRate.At(step);

    /// <summary>One step. A gradient that is not finite leaves every tensor as it was.</summary>
    /// <param name="objective">The loss of the module on the step's batch.</param>
    /// <param name="step">The step's number, 1 for the first.</param>
    /// <returns>The loss, and the norm of the gradient before clipping.</returns>
    public (double Loss, double GradientNorm) Step(Func<TModel, Tensor> objective, int step)
    {
        using var scope = NewDisposeScope();
        var loss = objective(Model);
        loss.backward();
        var norm = _adam.Step(_options.LearningRate.At(step));
        Model.zero_grad();
        if (double.IsFinite(norm))
        {
            MoveAverage();
        }

        return (loss.detach().to(ScalarType.Float64).item<double>(), norm);
    }

    /// <summary>Every tensor that a run needs to go on.</summary>
    public SafeTensorsFile ToFile() => new(WeightFile.ToFile(Everything()));

    /// <summary>Takes every tensor from a file that <see cref="ToFile"/> made.</summary>
    /// <exception cref="InvalidDataException">The file does not fit the recipe.</exception>
    public void FromFile(SafeTensorsFile file) => WeightFile.FromFile(file, Everything());

    /// <summary>Takes weights, and their average, from a file of weights under the names of the architecture.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">The file does not fit the architecture.</exception>
    public void StartFrom(SafeTensorsFile file)
    {
        WeightFile.FromFile(file, _weights);
        WeightFile.FromFile(file, _average);
    }

    /// <summary>The averaged weights under the names of the architecture.</summary>
    public SafeTensorsFile AverageToFile() => new(WeightFile.ToFile(_average));

    public void Dispose()
    {
        _adam.Dispose();
        Model.Dispose();
        Average.Dispose();
    }

    // The decay ramps up as (1 + t)/(10 + t), so that the first weights do not linger in the average of a short run.
    private void MoveAverage()
    {
        using var noGradient = no_grad();
        var decay = Math.Min(_options.EmaDecay, (1.0 + Updates) / (10.0 + Updates));
        for (var i = 0; i < _weights.Length; i++)
        {
            var (average, weights) = (_average[i].Value, _weights[i].Value);
            if (HostUpdate.Reaches(average) && HostUpdate.Reaches(weights))
            {
                HostUpdate.Blend(average, weights, decay);
            }
            else
            {
                average.mul_(decay).add_(weights, alpha: 1 - decay);
            }
        }
    }

    private IEnumerable<(string Name, Tensor Value)> Everything() =>
    [
        .. _weights.Select(w => ("weights." + w.Name, w.Value)),
        .. _average.Select(w => ("average." + w.Name, w.Value)),
        .. _weights.Zip(_adam.FirstMoments, (w, m) => ("first." + w.Name, m)),
        .. _weights.Zip(_adam.SecondMoments, (w, v) => ("second." + w.Name, v)),
    ];

    private static (string Name, Tensor Value)[] Named(nn.Module network, string[] order)
    {
        var parameters = network.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        return [.. order.Select(name => (name, parameters[name]))];
    }
}
