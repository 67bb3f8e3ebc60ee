using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Training.Batches;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.Learning;

/// <summary>The tensors of a run: the trained weights, their moving average and the optimiser's moments.</summary>
internal sealed class Learner : IDisposable
{
    private readonly Recipe _recipe;
    private readonly Adam _adam;
    private readonly (string Name, Tensor Value)[] _weights;
    private readonly (string Name, Tensor Value)[] _average;

    public Learner(Recipe recipe, int dimension, Device device)
    {
        _recipe = recipe;
        Model = Create();
        Average = Create();
        _weights = Named(Model, recipe, dimension);
        _average = Named(Average, recipe, dimension);
        Initialisation.Fill(_weights, recipe.Seed);
        Initialisation.Fill(_average, recipe.Seed);
        foreach (var (_, value) in _average)
        {
            value.requires_grad_(false);
        }

        _adam = new Adam([.. _weights.Select(w => w.Value)], recipe.Optimiser);

        DenoiserModule Create() => new(recipe.Network.CreateModule(dimension, recipe.Preconditioning.Outputs(dimension), device), recipe.Preconditioning, recipe.Network.Dtype);
    }

    /// <summary>The denoiser under training.</summary>
    public DenoiserModule Model { get; }

    /// <summary>The denoiser with averaged weights, which is what a run is for.</summary>
    public DenoiserModule Average { get; }

    /// <summary>Updates made; skipped steps do not count.</summary>
    public int Updates
    {
        get => _adam.Updates;
        set => _adam.Updates = value;
    }

    /// <summary>Trained numbers.</summary>
    public long Parameters => _weights.Sum(w => w.Value.numel());

    /// <summary>One step. A gradient that is not finite leaves every tensor as it was.</summary>
    /// <returns>The loss, and the norm of the gradient before clipping.</returns>
    public (double Loss, double GradientNorm) Step(PerturbedBatch batch, int step)
    {
        using var scope = NewDisposeScope();
        var loss = _recipe.Objective.Loss(Model, batch);
        loss.backward();
        var norm = _adam.Step(_recipe.LearningRate.At(step));
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
        var decay = Math.Min(_recipe.EmaDecay, (1.0 + Updates) / (10.0 + Updates));
        for (var i = 0; i < _weights.Length; i++)
        {
            _average[i].Value.mul_(decay).add_(_weights[i].Value, alpha: 1 - decay);
        }
    }

    private IEnumerable<(string Name, Tensor Value)> Everything() =>
    [
        .. _weights.Select(w => ("weights." + w.Name, w.Value)),
        .. _average.Select(w => ("average." + w.Name, w.Value)),
        .. _weights.Zip(_adam.FirstMoments, (w, m) => ("first." + w.Name, m)),
        .. _weights.Zip(_adam.SecondMoments, (w, v) => ("second." + w.Name, v)),
    ];

    // In the order of the architecture's own list, which names the noise of the initial weights.
    private static (string Name, Tensor Value)[] Named(DenoiserModule module, Recipe recipe, int dimension)
    {
        var parameters = module.Network.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        return [.. recipe.Network.Shapes(dimension, recipe.Preconditioning.Outputs(dimension)).Select(shape => (shape.Name, parameters[shape.Name]))];
    }
}
