using System.Security.Cryptography;
using GenPhys.Inference.Codes;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Random;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.Disco;

/// <summary>
/// Trains a denoiser with discrete latent codes: first denoiser and encoder together, then the prior of the codes with the averaged encoder frozen (Xu et al. 2024, "DisCo-Diff",
/// algorithms 1 and 2). Like every run, it is a function of the recipe alone and goes on after a kill with the same bits. It belongs to the thread that makes it.
/// </summary>
public sealed class DiscoRun : ITrainingRun
{
    // The stages of a key of training codes.
    private const byte GumbelStage = 0;
    private const byte DropoutStage = 1;
    private const byte PriorStage = 2;
    private const byte ShareStage = 3;
    private const byte HeldOutStage = 4;

    private readonly RunFolder _folder;
    private readonly TrainingLoop<DiscoModule> _loop;
    private readonly BatchSource _batches;
    private readonly BatchSource _heldOut;
    private readonly Device _device;
    private readonly ScalarType _dtype;

    /// <summary>Prepares a run: reads its checkpoint if there is one to go on from.</summary>
    /// <param name="recipe">A recipe with codes, whose members have been checked.</param>
    /// <param name="data">Its points.</param>
    /// <param name="folder">The run's own folder for checkpoints and logs; made when missing.</param>
    /// <param name="start">What to do about checkpoints in it.</param>
    /// <param name="device">Where the tensors live, such as <c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="RecipeException">Recipe and data, or recipe and checkpoint, do not fit; or another process is at it.</exception>
    public DiscoRun(Recipe recipe, DataSplit data, string folder, RunStart start, string device = "cpu")
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        (Recipe, Data) = (recipe, data);
        TrainingRun.Check(recipe, data.Training, recipe.Batch);
        _device = new Device(device);
        _dtype = recipe.Network.Dtype.ToTorch();
        _folder = new RunFolder(folder, recipe);
        try
        {
            _folder.Begin(start, recipe);
            _loop = new TrainingLoop<DiscoModule>(TrainingRun.Plan(recipe, data), CreateLearner(), _folder.Checkpoints, _folder.Path, TimeProvider.System);
            _batches = Batches(data.Training, recipe.Seed, recipe.Batch);
            _heldOut = Batches(data.HeldOut, seed: 0, data.HeldOut.Count);
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
    public long ArtifactBytes => _loop.Learner.CheckpointBytes / 4;

    /// <inheritdoc/>
    public string Folder => _folder.Path;

    /// <inheritdoc/>
    public EvaluationResult? LastEvaluation => _loop.LastEvaluation;

    /// <summary>The fitted prior; null until the second stage is done.</summary>
    internal CodePrior? Prior { get; private set; }

    /// <summary>The prior's weights, where it is a network.</summary>
    internal SafeTensorsFile? PriorWeights { get; private set; }

    private CodeOptions Codes => Recipe.Codes!;

    /// <inheritdoc/>
    public bool Train(ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return _loop.Train(Loss, Evaluate, observer, stop) && FitPrior(observer, stop);
    }

    /// <inheritdoc/>
    public void Write(string folder, IReadOnlyDictionary<string, double>? metrics) => DiscoArtifact.Write(folder, this, metrics);

    /// <inheritdoc/>
    public Task MeasureAsync(IDictionary<string, double> metrics, Func<CancellationToken, Task<LocalService>> stage, CancellationToken ct) =>
        DiscoMetrics.AddAsync(this, metrics, stage, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop?.Dispose();
        _batches?.Dispose();
        _heldOut?.Dispose();
        _folder.Dispose();
    }

    /// <summary>The averaged weights of denoiser, embeddings and encoder.</summary>
    internal SafeTensorsFile AveragedWeights() => _loop.Learner.AverageToFile();

    /// <summary>Names what the codes mean: the hash of the averaged weights.</summary>
    internal string Snapshot() => Convert.ToHexStringLower(SHA256.HashData(AveragedWeights().ToArray()))[..16];

    /// <summary>Codes of the training points as the averaged encoder draws them.</summary>
    internal int[] TrainingCodes(int draws = 1) => Source(Data.Training).DrawAll(Key(ShareStage), draws);

    /// <summary>Codes of the held-out points, of other draws.</summary>
    internal int[] HeldOutCodes(int draws = 1) => Source(Data.HeldOut).DrawAll(Key(HeldOutStage), draws);

    private NoiseKey Key(byte stage, int step = 0) => new((ulong)Recipe.Seed, 0, NoisePurpose.TrainingCode, (uint)step, stage);

    private CodeSource Source(PointSet points)
    {
        using var scope = NewDisposeScope();
        using var constants = no_grad();
        var y = tensor(points.Values.ToArray(), [points.Count, points.Dimension], dtype: _dtype, device: _device);
        return new CodeSource(_loop.Learner.Average.Logits(y).to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray(), Codes.Sizes);
    }

    private BatchSource Batches(PointSet points, long seed, int rows)
    {
        var process = Recipe.Process.Create();
        return new BatchSource(points, seed, Recipe.Objective.Perturbation(process, Recipe.Noise), process, Recipe.Preconditioning, rows, rows, _dtype, _device);
    }

    private Learner<DiscoModule> CreateLearner() => new(
        () => new DiscoModule(Recipe, Data.Training.Dimension, _device),
        module => module,
        DiscoModule.Names(Recipe, Data.Training.Dimension),
        new LearnerOptions(Recipe.Seed, Recipe.LearningRate, Recipe.Optimiser, Recipe.EmaDecay));

    private Tensor Loss(DiscoModule module, int step)
    {
        using var scope = NewDisposeScope();
        var (rows, width) = (Recipe.Batch, Codes.Sizes.Sum());
        var noise = new double[rows * width];
        GumbelSoftmax.FillNoise(Key(GumbelStage, step), noise);
        var dropped = new double[rows];
        Philox.FillUniform(Key(DropoutStage, step), dropped);
        return module.Loss(
            _batches.Draw(step),
            OnDevice(noise, rows, width),
            OnDevice([.. dropped.Select(u => u < Codes.Dropout ? 1.0 : 0)], rows, 1),
            Codes.BonusAt(step, Recipe.Steps)).MoveToOuterDisposeScope();
    }

    // The loss with hard codes, as the model is served: what it exceeds the relaxed loss by is the gap between training and sampling.
    private EvaluationResult Evaluate(int step)
    {
        using var constants = no_grad();
        var (rows, width) = (Data.HeldOut.Count, Codes.Sizes.Sum());
        var source = Source(Data.HeldOut);
        var total = 0.0;
        var draws = Recipe.Evaluation.Draws;
        for (var draw = 0; draw < draws; draw++)
        {
            using var scope = NewDisposeScope();
            var weights = new double[rows * width];
            var codes = new int[Codes.Sizes.Length];
            for (var row = 0; row < rows; row++)
            {
                source.Draw(row, Key(HeldOutStage), ((long)draw * rows) + row, codes);
                for (var (slot, first) = (0, row * width); slot < codes.Length; first += Codes.Sizes[slot++])
                {
                    weights[first + codes[slot]] = 1;
                }
            }

            var batch = _heldOut.Draw(draw + 1);
            var denoised = _loop.Learner.Average.Denoise(batch.Perturbed, batch.Sigma, OnDevice(weights, rows, width), OnDevice(new double[rows], rows, 1));
            total += (batch.LossWeight * (denoised - batch.Sources).square().sum(1)).mean().to(ScalarType.Float64).item<double>();
        }

        return new EvaluationResult(step, double.IsFinite(total) ? total / draws : null, null);
    }

    private bool FitPrior(ITrainingObserver observer, CancellationToken stop)
    {
        var options = Codes.Prior;
        if (Codes.Sizes.Length == 1)
        {
            Prior = CodePriorFit.Table(TrainingCodes(options.Draws), Codes.Sizes[0]);
            return true;
        }

        var source = Source(Data.Training);
        PriorWeights = CodePriorFit.Network(
            Codes.Sizes, options, Recipe.Seed, Draw, Snapshot(), Path.Combine(Folder, "prior"), (Recipe.Checkpoints.Every, Recipe.Checkpoints.Keep), observer, stop);
        Prior = PriorWeights is null ? null : new AutoregressiveCodePrior(options.Network, Codes.Sizes, PriorWeights);
        return Prior is not null;

        void Draw(int step, Span<int> codes)
        {
            var noise = new NoiseReader(Key(PriorStage, step) with { Row = 1 });
            var slots = Codes.Sizes.Length;
            for (var row = 0; row < codes.Length / slots; row++)
            {
                source.Draw(noise.NextInt(source.Count), Key(PriorStage, step), row, codes.Slice(row * slots, slots));
            }
        }
    }

    private Tensor OnDevice(double[] values, int rows, int columns) => tensor(values, [rows, columns], dtype: _dtype, device: _device);
}
