using System.Security.Cryptography;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Processes;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Batches;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Datasets;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.Potentials;

/// <summary>
/// Trains the joint potential of particle guidance in two stages: the factors gamma, where the recipe asks for them, then Phi_t. A run that is killed goes on
/// where it was, to the same bits.
/// </summary>
public sealed class PotentialRun : IDisposable
{
    private const string MarginalsName = "marginals.safetensors";
    private const string PotentialName = "potential.safetensors";
    private const int KeptCheckpoints = 2;

    private readonly PotentialRecipe _recipe;
    private readonly StageFolder _folder;
    private readonly string? _baseFolder;
    private readonly ModelManifest _manifest;
    private readonly PointSet _points;
    private readonly string _dataHash;
    private readonly double _dataScale;
    private readonly double _logScale;
    private readonly TimeProvider _time;

    /// <summary>Prepares a run.</summary>
    /// <param name="recipe">A recipe whose members have been checked.</param>
    /// <param name="repository">The repository that holds the base model.</param>
    /// <param name="folder">The run's own folder; made when missing.</param>
    /// <param name="fresh">Throws away what an earlier run left there.</param>
    /// <param name="dataFolder">The folder that relative file names of the data start from.</param>
    /// <param name="time">Clock of the logs.</param>
    /// <exception cref="RecipeException">Recipe and base, or recipe and folder, do not fit; or another process is at it.</exception>
    public PotentialRun(PotentialRecipe recipe, string repository, string folder, bool fresh, string dataFolder, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        _recipe = recipe;
        _time = time ?? TimeProvider.System;
        var data = recipe.Data.Load(dataFolder).Training;
        (_baseFolder, _manifest) = Base(recipe, repository, data.Dimension);
        RecipeException.ThrowUnless(
            data.Dimension == _manifest.Dimension(), "data", $"has points of {data.Dimension} coordinates; the model has {_manifest.Dimension()}");
        RecipeException.ThrowUnless(
            _manifest.Process.Create() is DiffusionProcess, "base", "needs a diffusion: sets are noised coordinate by coordinate");
        RecipeRules.RequireFit(recipe.Network, PairNetworkPotentialSpec.Inputs(recipe.Form, data.Dimension), 1);
        _points = data.Normalised(_manifest.Normalisation);
        _dataHash = data.Hash();
        _dataScale = _points.RootMeanSquare;
        _logScale = recipe.Marginals is null ? 0 : SetBatches.MeasureLogScale(_points, recipe.Target, recipe.Seed, recipe.SetSize);
        _folder = new StageFolder(folder, RecipeFile.Write(recipe, RecipeJson.PotentialRecipe), fresh);
    }

    /// <summary>Trains and publishes the model.</summary>
    /// <param name="output">The repository of the result.</param>
    /// <param name="replace">Takes the place of the newest version instead of becoming the next one.</param>
    /// <param name="observer">Told of the training of each stage.</param>
    /// <param name="stop">Stops; what is done is kept.</param>
    /// <returns>The artifact's folder, or null where it was stopped.</returns>
    public string? Run(string output, bool replace, IStageObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observer);
        MarginalModule? marginals = null;
        try
        {
            if (_recipe.Marginals is { } options)
            {
                if (_folder.Keep(MarginalsName, () => observer.Training("marginals", options.Steps, o => TrainMarginals(options, o, stop))?.ToArray()) is not { } factors)
                {
                    return null;
                }

                marginals = CreateMarginals(options);
                WeightFile.Freeze(marginals.Network, SafeTensorsFile.Parse(factors));
            }

            if (_folder.Keep(PotentialName, () => observer.Training("potential", _recipe.Steps, o => TrainPotential(marginals, o, stop))?.ToArray()) is not { } weights)
            {
                return null;
            }

            return Publication.Publish(output, _recipe.Name, replace, part => Write(part, SafeTensorsFile.Parse(weights)));
        }
        finally
        {
            marginals?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static (string? Folder, ModelManifest Manifest) Base(PotentialRecipe recipe, string repository, int dimension)
    {
        if (recipe.Base is not { } name)
        {
            return (null, new ModelManifest { Schema = ModelManifest.CurrentSchema, Shape = [dimension], Process = recipe.Process!, Field = recipe.Field! });
        }

        var folder = Publication.Newest(repository, name) ?? throw new RecipeException("base", $"is {name}, which is not in {repository}");
        return (folder, ManifestFile.Read(folder));
    }

    private static ScalarType Type(Architecture network) => network.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    private SetBatches Batches(Architecture network, long seed) => new(
        _points, _recipe.Target, _logScale, new KernelPerturbation(_manifest.Process.Create(), _recipe.Noise), seed, _recipe.SetSize, _recipe.Batch, Type(network));

    private MarginalModule CreateMarginals(MarginalOptions options) => new(options.Network.CreateModule(_points.Dimension, 1), _dataScale);

    private SafeTensorsFile? TrainMarginals(MarginalOptions options, ITrainingObserver observer, CancellationToken stop)
    {
        var batches = Batches(options.Network, _recipe.Seed + 1);
        return Train("marginals", options.Steps, () => CreateMarginals(options), module => module.Network, options.Network, _points.Dimension, options.LearningRate, Loss, observer, stop);

        Tensor Loss(MarginalModule model, int step)
        {
            var (clean, _, _, phi) = batches.Draw(step);
            return MarginalPreserving.FactorLoss(model.call(clean), phi, options.Clip);
        }
    }

    private SafeTensorsFile? TrainPotential(MarginalModule? marginals, ITrainingObserver observer, CancellationToken stop)
    {
        var batches = Batches(_recipe.Network, _recipe.Seed);
        var inputs = PairNetworkPotentialSpec.Inputs(_recipe.Form, _points.Dimension);
        return Train(
            "potential", _recipe.Steps, () => new PairPotentialModule(_recipe.Network.CreateModule(inputs, 1), _recipe.Form, _dataScale), module => module.Network, _recipe.Network, inputs,
            _recipe.LearningRate, Loss, observer, stop);

        // Corso et al. 2024, eq. 6, with weight 1 at every level.
        Tensor Loss(PairPotentialModule model, int step)
        {
            var (clean, noisy, sigma, phi) = batches.Draw(step);
            var target = marginals is null ? phi : MarginalPreserving.WithFactors(phi, marginals.call(clean.to(Type(_recipe.Marginals!.Network))));
            return (target - model.call(noisy, sigma).exp()).square().mean();
        }
    }

    private SafeTensorsFile? Train<TModule>(
        string stage,
        int steps,
        Func<TModule> create,
        Func<TModule, nn.Module> network,
        Architecture architecture,
        int inputs,
        Optimisation.LearningRate rate,
        Func<TModule, int, Tensor> loss,
        ITrainingObserver observer,
        CancellationToken stop)
        where TModule : nn.Module
    {
        var folder = _folder.In(stage);
        var learner = new Learner<TModule>(
            create, network, architecture.Shapes(inputs, 1).Select(array => array.Name), new LearnerOptions(_recipe.Seed, rate, _recipe.Optimiser, _recipe.EmaDecay));
        var plan = new LoopPlan { Name = _recipe.Name, Steps = steps, CheckpointEvery = _recipe.CheckpointEvery, DataHash = _dataHash, Points = _points.Count };
        using var loop = new TrainingLoop<TModule>(plan, learner, new CheckpointStore(folder, KeptCheckpoints), folder, _time);
        loop.GoOnIfItFits();
        return loop.Train(loss, evaluate: null, observer, stop) ? loop.Learner.AverageToFile() : null;
    }

    private void Write(string folder, SafeTensorsFile weights)
    {
        DerivedArtifact.CopyFiles(folder, _baseFolder);
        ManifestFile.Write(folder, _manifest with
        {
            Name = _recipe.Name,
            Version = null,
            Description = _recipe.Description ?? _manifest.Description,
            Potential = new PairNetworkPotentialSpec
            {
                Architecture = _recipe.Network, Weights = DerivedArtifact.AddWeights(folder, PotentialName, weights), Form = _recipe.Form, DataScale = _dataScale,
            },
            Training = new TrainingSpec
            {
                Recipe = _recipe.Name,
                RecipeHash = Convert.ToHexStringLower(SHA256.HashData(RecipeFile.Write(_recipe, RecipeJson.PotentialRecipe))),
                Seed = _recipe.Seed,
                DataHash = _dataHash,
                Steps = _recipe.Steps,
                Ema = _recipe.EmaDecay,
                Target = "potential",
            },
        });
    }
}
