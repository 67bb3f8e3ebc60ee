using System.Security.Cryptography;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// The driver of Gen-neG (Naderiparizi et al. 2024, algorithm 1). Every iteration has a folder: the labelled set, the classifier's checkpoints, its weights and
/// what was measured. A run that is killed goes on with the first thing that is missing, to the same bits.
/// </summary>
public sealed class GenNegRun : IDisposable
{
    private const string SetName = "set.safetensors";
    private const string PartName = "set-so-far.safetensors";
    private const string WeightsName = "classifier.safetensors";
    private const string ResultName = "result.json";

    private readonly GenNegRecipe _recipe;
    private readonly string _folder;
    private readonly string _baseFolder;
    private readonly ModelManifest _base;
    private readonly Preconditioner _preconditioner;
    private readonly Constraint _constraint;
    private readonly PointSet _heldOut;
    private readonly string _recipeHash;
    private readonly FileStream _lock;
    private readonly TimeProvider _time;

    /// <summary>Prepares a run.</summary>
    /// <param name="recipe">A recipe whose members have been checked.</param>
    /// <param name="repository">The repository that holds the base model.</param>
    /// <param name="folder">The run's own folder; made when missing.</param>
    /// <param name="fresh">Throws away what an earlier run left there.</param>
    /// <param name="dataFolder">The folder that relative file names of the data start from.</param>
    /// <param name="time">Clock of the logs.</param>
    /// <exception cref="RecipeException">Recipe and base, or recipe and folder, do not fit; or another process is at it.</exception>
    public GenNegRun(GenNegRecipe recipe, string repository, string folder, bool fresh, string dataFolder, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        _recipe = recipe;
        _folder = Path.GetFullPath(folder);
        _time = time ?? TimeProvider.System;
        _baseFolder = Publication.Newest(repository, recipe.Base) ?? throw new RecipeException("base", $"is {recipe.Base}, which is not in {repository}");
        _base = ManifestFile.Read(_baseFolder);
        _preconditioner = _base is { Field: NetworkFieldSpec, Preconditioning: { } preconditioning }
            ? preconditioning
            : throw new RecipeException("base", $"is {recipe.Base}, whose field is no network: its classifiers have no noise scale to learn");
        RecipeException.ThrowUnless(_base.Guidance is not { Count: > 0 }, "base", $"is {recipe.Base}, which has a stack already: begin with a model without one");
        RecipeRules.RequireFit(recipe.Network, _base.Dimension(), recipe.Head == ClassifierHead.Agent ? _base.Shape[0] : 1);
        _constraint = CreateConstraint(recipe, _base);
        _heldOut = Normalised(recipe.Data.Load(dataFolder).HeldOut, _base);
        _recipeHash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(recipe, RecipeJson.GenNegRecipe)));
        Directory.CreateDirectory(_folder);
        try
        {
            _lock = new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new RecipeException("", $"another process is training in {_folder}", e);
        }

        try
        {
            Begin(fresh);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Makes the stack and publishes the model.</summary>
    /// <param name="output">The repository of the result.</param>
    /// <param name="replace">Takes the place of the newest version instead of becoming the next one.</param>
    /// <param name="observer">Hears of it.</param>
    /// <param name="stop">Stops; what is done is kept.</param>
    /// <returns>The artifact's folder with its metrics, or null where it was stopped.</returns>
    /// <exception cref="GenNegException">A stage cannot go on.</exception>
    public async Task<(string Folder, IReadOnlyDictionary<string, double> Metrics)?> RunAsync(
        string output, bool replace, IGenNegObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observer);
        try
        {
            return await StagesAsync(output, replace, observer, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static Constraint CreateConstraint(GenNegRecipe recipe, ModelManifest manifest)
    {
        try
        {
            return ConstraintRegistry.Create(recipe.Constraint, manifest.Dimension(), new ConstraintLimits(), JsonPointer.Root["constraint"]);
        }
        catch (GenPhysException e)
        {
            throw new RecipeException(e.Pointer?.TrimStart('/').Replace('/', '.') ?? "constraint", e.Message, e);
        }
    }

    private static PointSet Normalised(PointSet points, ModelManifest manifest)
    {
        RecipeException.ThrowUnless(
            points.Dimension == manifest.Dimension(), "data", $"has points of {points.Dimension} coordinates; the base model has {manifest.Dimension()}");
        return points.Normalised(manifest.Normalisation);
    }

    private void Begin(bool fresh)
    {
        var file = Path.Combine(_folder, "recipe.json");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(_recipe, RecipeJson.GenNegRecipe);
        if (!fresh && File.Exists(file))
        {
            // What comes after the iterations that are done may change: a stack can be made higher, and measured in other ways.
            var before = RecipeFile.ReadGenNeg(file) with
            {
                Description = _recipe.Description,
                Iterations = _recipe.Iterations,
                StopAtRate = _recipe.StopAtRate,
                StopAtLossRise = _recipe.StopAtLossRise,
                MaxDraws = _recipe.MaxDraws,
                Final = _recipe.Final,
            };
            RecipeException.ThrowUnless(
                JsonSerializer.SerializeToUtf8Bytes(before, RecipeJson.GenNegRecipe).AsSpan().SequenceEqual(bytes),
                "", $"differs from the recipe of the run in {_folder}: restore it, or start over with --fresh");
            DurableFile.Write(file, bytes);
            return;
        }

        foreach (var iteration in Directory.EnumerateDirectories(_folder).ToArray())
        {
            Directory.Delete(iteration, recursive: true);
        }

        DurableFile.Write(file, bytes);
    }

    private async Task<(string Folder, IReadOnlyDictionary<string, double> Metrics)?> StagesAsync(
        string output, bool replace, IGenNegObserver observer, CancellationToken stop)
    {
        var before = await MeasureAsync([], stop).ConfigureAwait(false);
        observer.Measured(0, before.Rate, before.Loss);
        var stack = new List<StackedClassifier>();
        for (var iteration = 1; iteration <= _recipe.Iterations; iteration++)
        {
            StackedClassifier? stage;
            try
            {
                stage = await IterationAsync(iteration, stack, before.Rate, observer, stop).ConfigureAwait(false);
            }
            catch (GenNegException e) when (stack.Count > 0)
            {
                observer.Ended(e.Message);
                break;
            }

            if (stage is null)
            {
                return null;
            }

            observer.Measured(iteration, stage.Result.InfractionRate, stage.Result.HeldOutLoss);
            if (stage.Result.HeldOutLoss > before.Loss * (1 + (_recipe.StopAtLossRise ?? double.PositiveInfinity)))
            {
                observer.Ended($"iteration {iteration}: the held-out loss rose by {(stage.Result.HeldOutLoss / before.Loss) - 1:P2}, more than stopAtLossRise; its classifier is left out");
                break;
            }

            stack.Add(stage);
            if (stage.Result.InfractionRate <= _recipe.StopAtRate)
            {
                observer.Ended($"iteration {iteration}: the infraction rate {stage.Result.InfractionRate:P3} is at most stopAtRate");
                break;
            }
        }

        if (stack.Count == 0)
        {
            throw new GenNegException("the first classifier already makes the denoiser worse than stopAtLossRise allows, so that there is no stack to publish");
        }

        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["infractionSamples"] = _recipe.EvaluationSamples, ["infractionRate0"] = before.Rate, ["heldOutLoss0"] = before.Loss,
        };
        foreach (var (_, result) in stack)
        {
            metrics[$"alpha{result.Iteration}"] = result.Alpha;
            metrics[$"infractionRate{result.Iteration}"] = result.InfractionRate;
            metrics[$"heldOutLoss{result.Iteration}"] = result.HeldOutLoss;
        }

        foreach (var (name, sampler) in _recipe.Final)
        {
            metrics[name] = await RateAsync(stack, sampler, stop).ConfigureAwait(false);
        }

        var folder = Publication.Publish(
            output, _recipe.Name, replace, part => StackArtifact.Write(part, _baseFolder, _recipe, stack, metrics, _recipeHash));
        return (folder, metrics);
    }

    private async Task<StackedClassifier?> IterationAsync(
        int iteration, List<StackedClassifier> before, double baseRate, IGenNegObserver observer, CancellationToken stop)
    {
        var folder = Path.Combine(_folder, $"iteration-{iteration}");
        Directory.CreateDirectory(folder);
        var set = await SetAsync(folder, iteration, before, before.Count > 0 ? before[^1].Result.InfractionRate : baseRate, observer, stop).ConfigureAwait(false);
        var weightsFile = Path.Combine(folder, WeightsName);
        if (!File.Exists(weightsFile))
        {
            using var run = new ClassifierRun(_recipe, set, _base.Process.Create(), _preconditioner, iteration, folder, _time);
            var trained = observer.Training(iteration, _recipe.Steps, o => run.Train(o, stop));
            if (trained is null)
            {
                return null;
            }

            DurableFile.Write(weightsFile, trained.ToArray());
        }

        var weights = SafeTensorsFile.Parse(await File.ReadAllBytesAsync(weightsFile, stop).ConfigureAwait(false));
        var resultFile = Path.Combine(folder, ResultName);
        if (!File.Exists(resultFile))
        {
            var unmeasured = new StageResult
            {
                Schema = 1,
                Iteration = iteration,
                Alpha = set.Alpha,
                Draws = set.Draws,
                PriorShift = _recipe.GuidingShift(set.Prior),
                InfractionRate = 0,
                Samples = _recipe.EvaluationSamples,
                HeldOutLoss = 0,
            };
            var (rate, loss) = await MeasureAsync([.. before, new StackedClassifier(weights, unmeasured)], stop).ConfigureAwait(false);
            DurableFile.Write(resultFile, JsonSerializer.SerializeToUtf8Bytes(unmeasured with { InfractionRate = rate, HeldOutLoss = loss }, RecipeJson.StageResult));
        }

        return new StackedClassifier(
            weights, StrictJson.Read(await File.ReadAllBytesAsync(resultFile, stop).ConfigureAwait(false), RecipeJson.StageResult));
    }

    private async Task<LabelledSet> SetAsync(
        string folder, int iteration, IReadOnlyList<StackedClassifier> before, double rate, IGenNegObserver observer, CancellationToken stop)
    {
        var file = Path.Combine(folder, SetName);
        if (File.Exists(file))
        {
            return LabelledSet.FromFile(SafeTensorsFile.Parse(await File.ReadAllBytesAsync(file, stop).ConfigureAwait(false)));
        }

        SetBuilder.ThrowIfTooMany(_recipe, iteration, rate);
        var service = await StageAsync(before, stop).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var part = Path.Combine(folder, PartName);
            var progress = new Relay(p => observer.Drawing(iteration, p, _recipe.SamplesPerClass));
            var set = await SetBuilder.DrawAsync(service, _base, _constraint, _recipe, iteration, progress, stop, part).ConfigureAwait(false);
            DurableFile.Write(file, set.ToFile().ToArray());
            File.Delete(part);
            return set;
        }
    }

    private async Task<(double Rate, double Loss)> MeasureAsync(IReadOnlyList<StackedClassifier> stack, CancellationToken stop) =>
        (await RateAsync(stack, _recipe.Sampler, stop).ConfigureAwait(false), HeldOut(stack));

    private async Task<double> RateAsync(IReadOnlyList<StackedClassifier> stack, SamplerSpec sampler, CancellationToken stop)
    {
        var service = await StageAsync(stack, stop).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            return await Infractions.RateAsync(service, sampler, _recipe.EvaluationSamples, _constraint.Contains, stop).ConfigureAwait(false);
        }
    }

    private Task<LocalService> StageAsync(IReadOnlyList<StackedClassifier> stack, CancellationToken stop)
    {
        var stage = Path.Combine(_folder, "stage");
        StackArtifact.Write(Path.Combine(stage, _recipe.Name, "1"), _baseFolder, _recipe, stack, metrics: null, _recipeHash);
        return LocalService.OpenAsync(stage, _recipe.Name, stop);
    }

    private double HeldOut(IReadOnlyList<StackedClassifier> stack)
    {
        const int draws = 8;
        var dimension = _base.Dimension();
        var spec = (NetworkFieldSpec)_base.Field;
        using var model = GuidedModel.Create(
            spec.Architecture,
            SafeTensorsFile.Parse(new ArtifactFiles(_baseFolder).Read(spec.Weights, "/field/weights")),
            _preconditioner,
            dimension,
            _base.Process.Create().SigmaMin,
            [
                .. stack.Select(entry => new ClassifierParts(
                    entry.Weights,
                    _recipe.Network,
                    _preconditioner,
                    _recipe.LogitScale,
                    _recipe.Head == ClassifierHead.Agent ? _base.Shape[0] : 1,
                    _recipe.Balance == ClassBalance.TimeIndependent,
                    entry.Result.PriorShift)),
            ]);
        var perturbation = new KernelPerturbation(_base.Process.Create(), _recipe.Noise);
        var dtype = spec.Architecture.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return new HeldOutLoss(_heldOut, perturbation, _preconditioner, draws, dtype, CPU).Of(model.Guided);
    }

    private sealed class Relay(Action<SetProgress> told) : IProgress<SetProgress>
    {
        public void Report(SetProgress value) => told(value);
    }
}

/// <summary>Hears what a run of Gen-neG does.</summary>
public interface IGenNegObserver
{
    /// <summary>Samples are being drawn and labelled.</summary>
    /// <param name="iteration">Iteration, from 1.</param>
    /// <param name="progress">How far.</param>
    /// <param name="wanted">N of each class.</param>
    void Drawing(int iteration, SetProgress progress, int wanted);

    /// <summary>A classifier is to be trained: runs the work while showing what its observer hears.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="iteration">Iteration, from 1.</param>
    /// <param name="steps">Steps of the training.</param>
    /// <param name="work">The training.</param>
    /// <returns>What the work gave.</returns>
    T Training<T>(int iteration, int steps, Func<ITrainingObserver, T> work);

    /// <summary>The stack ends before its last iteration.</summary>
    /// <param name="reason">Why.</param>
    void Ended(string reason);

    /// <summary>The model was judged.</summary>
    /// <param name="iteration">Classifiers on its stack.</param>
    /// <param name="infractionRate">Its infraction rate.</param>
    /// <param name="heldOutLoss">Its held-out denoising loss.</param>
    void Measured(int iteration, double infractionRate, double heldOutLoss);
}
