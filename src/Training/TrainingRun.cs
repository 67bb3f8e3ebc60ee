using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Processes;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Batches;
using GenPhys.Training.Bridges;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Learning;
using GenPhys.Training.Objectives;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training;

/// <summary>
/// Trains what a recipe says. The weights are a function of the recipe alone: all noise is drawn from the seed and the
/// step's number, so a run that is killed and resumed ends with the same bits as one that is left alone. It belongs to
/// the thread that makes it.
/// </summary>
public sealed class TrainingRun : ITrainingRun
{
    private readonly RunFolder _folder;
    private readonly TrainingLoop<DenoiserModule> _loop;
    private readonly BatchSource _batches;
    private readonly HeldOutLoss _heldOut;
    private readonly Device _device;

    /// <summary>Prepares a run: reads its checkpoint if there is one to go on from.</summary>
    /// <param name="recipe">A recipe whose members have been checked.</param>
    /// <param name="data">Its points.</param>
    /// <param name="folder">The run's own folder for checkpoints and logs; made when missing.</param>
    /// <param name="start">What to do about checkpoints in it.</param>
    /// <param name="device">Where the tensors live, such as <c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="time">Clock of the log.</param>
    /// <param name="initial">Weights to begin with where there is no checkpoint; drawn from the seed where null.</param>
    /// <exception cref="RecipeException">Recipe and data, or recipe and checkpoint, do not fit; or another process is at it.</exception>
    public TrainingRun(Recipe recipe, DataSplit data, string folder, RunStart start, string device = "cpu", TimeProvider? time = null, SafeTensorsFile? initial = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        Recipe = recipe;
        Data = data;
        var references = recipe.Objective.ReferenceCount(recipe.Batch);
        Check(recipe, data.Training, references);
        _device = new Device(device);
        var dtype = recipe.Network.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        _folder = new RunFolder(folder, recipe);
        try
        {
            _folder.Begin(start, recipe);
            _loop = new TrainingLoop<DenoiserModule>(Plan(recipe, data), CreateLearner(), _folder.Checkpoints, _folder.Path, time ?? TimeProvider.System);
            var process = recipe.Process.Create();
            _batches = new BatchSource(
                data.Training, recipe.Seed, recipe.Objective.Perturbation(process, recipe.Noise), process, recipe.Preconditioning, recipe.Batch, references, dtype, _device,
                recipe.Classes, recipe.Condition?.Dropout ?? 0);
            _heldOut = new HeldOutLoss(data.HeldOut, new KernelPerturbation(process, recipe.Noise), recipe.Preconditioning, recipe.Evaluation.Draws, dtype, _device, recipe.Classes);
            if (initial is not null)
            {
                _loop.Learner.StartFrom(initial);
            }

            _folder.Restore(_loop, start, recipe, data.Training);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Recipe Recipe { get; }

    /// <inheritdoc/>
    public DataSplit Data { get; }

    /// <inheritdoc/>
    public int Step => _loop.Step;

    /// <inheritdoc/>
    public EvaluationResult? LastEvaluation => _loop.LastEvaluation;

    /// <inheritdoc/>
    public string Folder => _folder.Path;

    /// <inheritdoc/>
    public long ArtifactBytes => _loop.Learner.CheckpointBytes / 4;

    /// <summary>The denoiser with averaged weights as they stand.</summary>
    internal DenoiserModule Average => _loop.Learner.Average;

    /// <inheritdoc/>
    public bool Train(ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return _loop.Train((model, step) => Recipe.Objective.Loss(model, _batches.Draw(step)), Evaluate, observer, stop);
    }

    /// <inheritdoc/>
    public void Write(string folder, IReadOnlyDictionary<string, double>? metrics) => ArtifactWriter.Write(folder, this, metrics);

    /// <summary>Adds how far student and baseline are from the teacher, where there is one.</summary>
    /// <param name="metrics">Receives the figures by name.</param>
    /// <param name="stage">Not needed.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>When all is measured.</returns>
    public Task MeasureAsync(IDictionary<string, double> metrics, Func<CancellationToken, Task<LocalService>> stage, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (Recipe.Objective is DistillationObjective { Bound: { } teacher, Baseline: { } baseline })
        {
            metrics["baselineToTeacher"] = TeacherDistance.Of(this, baseline, teacher);
            metrics["studentToTeacher"] = TeacherDistance.OfStudent(this, teacher);
        }

        return Task.CompletedTask;
    }

    /// <summary>The averaged weights under the names of the architecture.</summary>
    public SafeTensorsFile AveragedWeights() => _loop.Learner.AverageToFile();

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop?.Dispose();
        _batches?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Refuses points that a recipe cannot be trained with.</summary>
    /// <exception cref="RecipeException">There are too few, or one is not finite.</exception>
    internal static void Check(Recipe recipe, PointSet points, int references)
    {
        RecipeException.ThrowUnless(points.Count >= 2, "data", $"holds {points.Count} training points, training needs at least 2");
        if (points.FirstNonFinite() is var (row, column))
        {
            throw new RecipeException("data", $"holds a number that is not finite in row {row}, column {column} (counted from 0)");
        }

        RecipeException.ThrowUnless(
            recipe.Batch <= points.Count, "batch", $"is {recipe.Batch}, but there are only {points.Count} training points");
        RecipeException.ThrowUnless(
            references >= recipe.Batch && references <= points.Count,
            "objective.references",
            $"is {references}, must lie between the batch ({recipe.Batch}) and the training points ({points.Count})");
    }

    /// <summary>The loop of a recipe's steps.</summary>
    internal static LoopPlan Plan(Recipe recipe, DataSplit data) => new()
    {
        Name = recipe.Name,
        Steps = recipe.Steps,
        CheckpointEvery = recipe.Checkpoints.Every,
        EvaluateEvery = recipe.Evaluation.Every,
        DataHash = data.Training.Hash(),
        Points = data.Training.Count,
        HeldOut = data.HeldOut.Count,
    };

    private Learner<DenoiserModule> CreateLearner()
    {
        var columns = Recipe.Bridge?.Create(Recipe, Data.Training.Dimension).Columns(Data.Training.Dimension) ?? ClassColumns.Width(Recipe.Classes);
        Recipe.Bridge?.RequireCommonPoint(Data.Training);
        var (inputs, outputs) = (Data.Training.Dimension + columns, Recipe.Preconditioning.Outputs(Data.Training.Dimension));
        RecipeRules.RequireFit(Recipe.Network, inputs, outputs);
        return new Learner<DenoiserModule>(
            () => CreateModule(Recipe.Network.CreateModule(inputs, outputs, _device), columns),
            module => module.Network,
            Recipe.Network.Shapes(inputs, outputs).Select(array => array.Name),
            new LearnerOptions(Recipe.Seed, Recipe.LearningRate, Recipe.Optimiser, Recipe.EmaDecay, Recipe.InitialWeights ?? InitialWeights.Uniform));
    }

    private DenoiserModule CreateModule(nn.Module<Tensor, Tensor, Tensor> network, int columns) => Recipe.Bridge is { } bridge
        ? new BridgedDenoiser(network, Recipe.Preconditioning, Recipe.Network.Dtype, bridge.Create(Recipe, Data.Training.Dimension), columns)
        : new DenoiserModule(network, Recipe.Preconditioning, Recipe.Network.Dtype, columns);

    private EvaluationResult Evaluate(int step)
    {
        var loss = HasFiniteVariance ? _heldOut.Of(_loop.Learner.Average) : double.NaN;
        var rate = Recipe.Data.Oracle() is { } allowed && Recipe.Evaluation.Samples > 0
            ? InfractionRateAsync(allowed).GetAwaiter().GetResult()
            : (double?)null;
        return new EvaluationResult(step, double.IsFinite(loss) ? loss : null, rate);
    }

    // The kernel of up to two augmented dimensions has no variance, so a mean of squared errors would tell of its largest draw alone.
    private bool HasFiniteVariance => Recipe.Process.Create() is not PfgmppProcess { AugmentedDimension: <= 2 };

    private async Task<double> InfractionRateAsync(Func<ReadOnlySpan<double>, bool> allowed)
    {
        var service = await ModelPublisher.StageAsync(this, CancellationToken.None).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            return await Infractions.RateAsync(service, sampler: null, Recipe.Evaluation.Samples, allowed).ConfigureAwait(false);
        }
    }
}
