using GenPhys.Inference.Fields;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using GenPhys.Training.Learning;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using static TorchSharp.torch;

namespace GenPhys.Training.PublishedResults.Targets;

/// <summary>
/// A network 3-64-64-64-2 with SiLU and an output of 0 that learns the denoiser of eight Gaussians in the plane from 8,000 points, 64 a step, and is judged
/// against the exact denoiser.
/// </summary>
internal sealed class ScoreStudy : IDisposable
{
    /// <summary>References of the stable target.</summary>
    public const int References = 1024;

    /// <summary>The law of the noise levels: ln sigma ~ N(0.25, 1.2^2).</summary>
    public static readonly NoiseLevelLaw Law = new LogNormalLevels { Mean = 0.25, StandardDeviation = 1.2 };

    private const int Batch = 64;
    private const int JudgedPoints = 2048;
    private static readonly double[] JudgedLevels = [0.3, 0.5, 0.7, 1, 1.5, 2, 3];
    private static readonly EdmPreconditioner Preconditioning = new() { SigmaData = 2.1307 };

    private readonly Learner<DenoiserModule> _learner;
    private readonly PointSet _points = new EightModesData { Count = 8000 }.Load(".").Training;
    private readonly List<(Tensor X, Tensor Sigma, Tensor Exact, double Weight)> _judged = [];
    private readonly BatchSource _batches;
    private readonly Objective _objective;
    private readonly long _seed;

    /// <summary>Stands at step 0.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="seed">Seed of the weights and of the noise.</param>
    public ScoreStudy(Objective objective, long seed)
    {
        var network = new MlpArchitecture();
        (_objective, _seed) = (objective, seed);
        _learner = new Learner<DenoiserModule>(
            () => new DenoiserModule(network.CreateModule(2, 2), Preconditioning),
            module => module.Network,
            network.Shapes(2, 2).Select(array => array.Name),
            new LearnerOptions(seed, new ConstantRate { Rate = 1e-3 }, new AdamOptions(), 0.999, InitialWeights.VariancePreserving));
        _batches = Batches(objective, Law);
        using var field = new GaussianMixtureField(
            [.. Enumerable.Repeat(0.125, 8)],
            [.. Enumerable.Range(0, 8).Select(EightModesData.Mean).Select(mean => new[] { mean.X, mean.Y })],
            [.. Enumerable.Repeat(EightModesData.StandardDeviation, 8)]);
        foreach (var level in JudgedLevels)
        {
            _judged.Add(Judged(field, level));
        }
    }

    /// <summary>Makes one step of training.</summary>
    /// <param name="step">Its number, 1 for the first.</param>
    /// <returns>The loss.</returns>
    public double Step(int step)
    {
        using var scope = NewDisposeScope();
        return _learner.Step(model => _objective.Loss(model, _batches.Draw(step)), step).Loss;
    }

    /// <summary>Makes the steps 1 to <paramref name="steps"/> and judges the weights every 100 of the second half.</summary>
    /// <param name="steps">Steps, 200 or more.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The mean of the judgements.</returns>
    public double Train(int steps, CancellationToken stop)
    {
        var errors = new List<double>();
        for (var step = 1; step <= steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            Step(step);
            if (step % 100 == 0 && step > steps / 2)
            {
                errors.Add(Error());
            }
        }

        return errors.Average();
    }

    /// <summary>The mean over noise levels of lambda E |D - D*|^2 for x of the law of the level, lambda = 1/c_out^2.</summary>
    public double Error()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return _judged.Average(j => j.Weight * (_learner.Model.forward(j.X, j.Sigma) - j.Exact).to(ScalarType.Float64).square().sum(1).mean().item<double>());
    }

    /// <summary>The trace of the covariance of the gradient of one step, at the weights as they are.</summary>
    /// <param name="objective">The objective whose gradient it is.</param>
    /// <param name="law">The law of the noise levels.</param>
    /// <param name="draws">Steps drawn, 2 or more.</param>
    public double GradientNoise(Objective objective, NoiseLevelLaw law, int draws)
    {
        using var scope = NewDisposeScope();
        using var batches = Batches(objective, law);
        var parameters = _learner.Model.parameters().ToArray();
        var (squares, sum) = (0.0, zeros([parameters.Sum(p => p.numel())], dtype: ScalarType.Float64));
        for (var draw = 1; draw <= draws; draw++)
        {
            using var step = NewDisposeScope();
            objective.Loss(_learner.Model, batches.Draw(draw)).backward();
            var gradient = cat([.. parameters.Select(p => p.grad!.flatten().to(ScalarType.Float64))], 0);
            squares += gradient.square().sum().item<double>();
            sum.add_(gradient);
            _learner.Model.zero_grad();
        }

        return (squares - (sum.square().sum().item<double>() / draws)) / (draws - 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (x, sigma, exact, _) in _judged)
        {
            x.Dispose();
            sigma.Dispose();
            exact.Dispose();
        }

        _batches.Dispose();
        _learner.Dispose();
    }

    private BatchSource Batches(Objective objective, NoiseLevelLaw law)
    {
        var process = new EdmProcess();
        return new BatchSource(
            _points, _seed, objective.Perturbation(process, law), process, Preconditioning, Batch, objective.ReferenceCount(Batch), ScalarType.Float32, CPU);
    }

    private static (Tensor X, Tensor Sigma, Tensor Exact, double Weight) Judged(GaussianMixtureField field, double level)
    {
        var lanes = new LaneBatch(2);
        lanes.Resize(JudgedPoints);
        var clean = new EightModesData { Seed = 1, Count = JudgedPoints }.Load(".").Training.Values;
        Philox.FillNormal(new NoiseKey(1, 0, NoisePurpose.TrainingNoise, Stage: 1), lanes.X);
        for (var i = 0; i < clean.Length; i++)
        {
            lanes.X[i] = clean[i] + (level * lanes.X[i]);
        }

        lanes.NoiseLevel.Fill(level);
        field.Evaluate(lanes);
        return (
            Kept(lanes.X.ToArray(), [JudgedPoints, 2]),
            Kept(lanes.NoiseLevel.ToArray(), [JudgedPoints]),
            Kept(lanes.Denoised.ToArray(), [JudgedPoints, 2]),
            Preconditioning.At(level).LossWeight);
    }

    private static Tensor Kept(double[] values, long[] shape) => tensor(values, shape, dtype: ScalarType.Float32).DetachFromDisposeScope();
}
