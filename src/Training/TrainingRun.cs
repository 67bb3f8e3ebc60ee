using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Processes;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Batches;
using GenPhys.Training.Bridges;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Learning;
using GenPhys.Training.Logs;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training;

/// <summary>
/// Trains what a recipe says. The weights are a function of the recipe alone: all noise is drawn from the seed and the
/// step's number, so a run that is killed and resumed ends with the same bits as one that is left alone. It belongs to
/// the thread that makes it.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private const int ReportEvery = 50;
    private const int MostSkippedInARow = 100;

    private readonly TimeProvider _time;
    private readonly RunFolder _folder;
    private readonly Learner<DenoiserModule> _learner;
    private readonly BatchSource _batches;
    private readonly HeldOutLoss _heldOut;
    private readonly Device _device;
    private readonly List<string> _warnings = [];
    private RunState _state;
    private int _savedStep = -1;

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
        _time = time ?? TimeProvider.System;
        _device = new Device(device);
        var dtype = recipe.Network.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        _folder = new RunFolder(folder, recipe);
        try
        {
            _state = Begin(start);
            _learner = CreateLearner();
            var process = recipe.Process.Create();
            _batches = new BatchSource(
                data.Training, recipe.Seed, recipe.Objective.Perturbation(process, recipe.Noise), process, recipe.Preconditioning, recipe.Batch, references, dtype, _device,
                recipe.Classes, recipe.Condition?.Dropout ?? 0);
            _heldOut = new HeldOutLoss(data.HeldOut, new KernelPerturbation(process, recipe.Noise), recipe.Preconditioning, recipe.Evaluation.Draws, dtype, _device, recipe.Classes);
            if (initial is not null)
            {
                _learner.StartFrom(initial);
            }

            Restore(start);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>The points.</summary>
    public DataSplit Data { get; }

    /// <summary>Steps done.</summary>
    public int Step => _state.Step;

    /// <summary>The newest evaluation, if any.</summary>
    public EvaluationResult? LastEvaluation => _state.LastEvaluation;

    /// <summary>Folder of checkpoints and logs.</summary>
    public string Folder => _folder.Path;

    /// <summary>Trains to the last step, or until asked to stop; either way the state is on disk afterwards.</summary>
    /// <param name="observer">Hears of progress; the log in the run's folder is written besides.</param>
    /// <param name="stop">Stops after the step at hand.</param>
    /// <returns>Whether every step is done.</returns>
    /// <exception cref="TrainingException">The gradients stay without a finite value.</exception>
    public bool Train(ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observer);
        using var log = new TrainingLog(_folder.Path, _state.Step);
        var began = _time.GetTimestamp();
        Tell(new RunStarted
        {
            Step = _state.Step,
            Model = Recipe.Name,
            Steps = Recipe.Steps,
            Points = Data.Training.Count,
            HeldOut = Data.HeldOut.Count,
            Parameters = _learner.Parameters,
        });
        foreach (var warning in _warnings)
        {
            Tell(new Warned { Step = _state.Step, Message = warning });
        }

        while (_state.Step < Recipe.Steps && !stop.IsCancellationRequested)
        {
            var norm = OneStep();
            if (_state.Step % ReportEvery == 0 || _state.Step == Recipe.Steps)
            {
                Tell(Report(norm, _time.GetElapsedTime(began)));
            }

            if (_state.Step % Recipe.Evaluation.Every == 0 || _state.Step == Recipe.Steps)
            {
                Evaluate(Tell);
            }

            if (_state.Step % Recipe.Checkpoints.Every == 0 || _state.Step == Recipe.Steps)
            {
                Save(Tell);
            }
        }

        Save(Tell);
        var complete = _state.Step >= Recipe.Steps;
        Tell(new RunEnded { Step = _state.Step, Complete = complete });
        return complete;

        void Tell(TrainingEvent happening)
        {
            log.On(happening);
            observer.On(happening);
        }
    }

    /// <summary>The averaged weights under the names of the architecture.</summary>
    public SafeTensorsFile AveragedWeights() => _learner.AverageToFile();

    /// <inheritdoc/>
    public void Dispose()
    {
        _learner?.Dispose();
        _batches?.Dispose();
        _folder.Dispose();
    }

    private static void Check(Recipe recipe, PointSet points, int references)
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

    private Learner<DenoiserModule> CreateLearner()
    {
        var columns = Recipe.Bridge?.Create(Recipe, Data.Training.Dimension).Columns(Data.Training.Dimension) ?? ClassColumns.Width(Recipe.Classes);
        Recipe.Bridge?.RequireCommonPoint(Data.Training);
        var (inputs, outputs) = (Data.Training.Dimension + columns, Recipe.Preconditioning.Outputs(Data.Training.Dimension));
        return new Learner<DenoiserModule>(
            () => CreateModule(Recipe.Network.CreateModule(inputs, outputs, _device), columns),
            module => module.Network,
            Recipe.Network.Shapes(inputs, outputs).Select(array => array.Name),
            new LearnerOptions(Recipe.Seed, Recipe.LearningRate, Recipe.Optimiser, Recipe.EmaDecay));
    }

    private DenoiserModule CreateModule(nn.Module<Tensor, Tensor, Tensor> network, int columns) => Recipe.Bridge is { } bridge
        ? new BridgedDenoiser(network, Recipe.Preconditioning, Recipe.Network.Dtype, bridge.Create(Recipe, Data.Training.Dimension), columns)
        : new DenoiserModule(network, Recipe.Preconditioning, Recipe.Network.Dtype, columns);

    private RunState Begin(RunStart start)
    {
        _folder.Checkpoints.ClearParts();
        if (start == RunStart.Fresh)
        {
            _folder.Checkpoints.Clear();
        }
        else if (_folder.Checkpoints.Any)
        {
            RecipeException.ThrowUnless(
                start == RunStart.Resume, "", $"{_folder.Path} holds the checkpoints of an earlier run: go on with --resume or start over with --fresh");
            _folder.CheckRecipe(Recipe);
        }

        _folder.WriteRecipe(Recipe);
        return new RunState
        {
            Schema = 1, Data = Data.Training.Hash(), Tensors = "", Step = 0, Updates = 0, SkippedInARow = 0, LossSum = 0, LossCount = 0,
        };
    }

    private void Restore(RunStart start)
    {
        if (start != RunStart.Resume || _folder.Checkpoints.LoadNewest(_warnings.Add) is not var (state, tensors))
        {
            return;
        }

        RecipeException.ThrowUnless(state.Data == _state.Data, "data", $"holds other points than those of the checkpoints in {_folder.Path}: start over with --fresh");
        RecipeException.ThrowUnless(state.Step <= Recipe.Steps, "steps", $"is {Recipe.Steps}, but {state.Step} are done already");
        _learner.FromFile(tensors);
        _learner.Updates = state.Updates;
        _state = state;
        _savedStep = state.Step;
    }

    private double OneStep()
    {
        using var scope = NewDisposeScope();
        var step = _state.Step + 1;
        var (loss, norm) = _learner.Step(model => Recipe.Objective.Loss(model, _batches.Draw(step)), step);
        var skipped = !double.IsFinite(norm);
        _state = _state with
        {
            Step = step,
            Updates = _learner.Updates,
            SkippedInARow = skipped ? _state.SkippedInARow + 1 : 0,
            LossSum = _state.LossSum + (skipped ? 0 : loss),
            LossCount = _state.LossCount + (skipped ? 0 : 1),
        };
        return _state.SkippedInARow < MostSkippedInARow
            ? norm
            : throw new TrainingException(
                $"no gradient has been finite for {MostSkippedInARow} steps (now at step {step}): lower learningRate.rate or set optimiser.clipNorm");
    }

    private StepsDone Report(double norm, TimeSpan elapsed)
    {
        var report = new StepsDone
        {
            Step = _state.Step,
            Loss = _state.LossCount > 0 ? _state.LossSum / _state.LossCount : null,
            GradientNorm = double.IsFinite(norm) ? norm : null,
            LearningRate = Recipe.LearningRate.At(_state.Step),
            Skipped = _state.Step - _state.Updates,
            Seconds = elapsed.TotalSeconds,
        };
        _state = _state with { LossSum = 0, LossCount = 0 };
        return report;
    }

    private void Evaluate(Action<TrainingEvent> tell)
    {
        var loss = HasFiniteVariance ? _heldOut.Of(_learner.Average) : double.NaN;
        var rate = Recipe.Data.Oracle() is { } allowed && Recipe.Evaluation.Samples > 0
            ? InfractionRateAsync(allowed).GetAwaiter().GetResult()
            : (double?)null;
        _state = _state with { LastEvaluation = new EvaluationResult(_state.Step, double.IsFinite(loss) ? loss : null, rate) };
        tell(new Evaluated { Step = _state.Step, Result = _state.LastEvaluation });
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

    private void Save(Action<TrainingEvent> tell)
    {
        if (_savedStep == _state.Step)
        {
            return;
        }

        _folder.Checkpoints.Save(_state, _learner.ToFile());
        _savedStep = _state.Step;
        tell(new CheckpointWritten { Step = _state.Step });
    }
}
