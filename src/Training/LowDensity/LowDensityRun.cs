using System.Security.Cryptography;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Batches;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Datasets;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.LowDensity;

/// <summary>
/// Gives a model what low-density guidance needs, in three stages: train the extractor, draw samples of the unguided model, fit the Gaussians. A run that is killed
/// goes on where it was, to the same bits.
/// </summary>
public sealed class LowDensityRun : IDisposable
{
    private const string ExtractorName = "extractor.safetensors";
    private const string SyntheticName = "synthetic.safetensors";
    private const int KeptCheckpoints = 2;
    private const double Clean = 0.002;

    private readonly LowDensityRecipe _recipe;
    private readonly string _repository;
    private readonly string _baseFolder;
    private readonly ModelManifest _base;
    private readonly GenerativeProcess _process;
    private readonly DataSplit _data;
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly StageFolder _folder;
    private readonly TimeProvider _time;

    /// <summary>Prepares a run.</summary>
    /// <param name="recipe">A recipe whose members have been checked.</param>
    /// <param name="repository">The repository that holds the base model.</param>
    /// <param name="folder">The run's own folder; made when missing.</param>
    /// <param name="fresh">Throws away what an earlier run left there.</param>
    /// <param name="dataFolder">The folder that relative file names of the data start from.</param>
    /// <param name="time">Clock of the logs.</param>
    /// <exception cref="RecipeException">Recipe and base, or recipe and folder, do not fit; or another process is at it.</exception>
    public LowDensityRun(LowDensityRecipe recipe, string repository, string folder, bool fresh, string dataFolder, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        (_recipe, _repository, _time) = (recipe, repository, time ?? TimeProvider.System);
        _baseFolder = Publication.Newest(repository, recipe.Base) ?? throw new RecipeException("base", $"is {recipe.Base}, which is not in {repository}");
        _base = ManifestFile.Read(_baseFolder);
        _process = _base.Process.Create();
        RecipeException.ThrowUnless(_process is DiffusionProcess, "base", "needs a diffusion: the extractor is trained on Gaussian noise");
        _data = recipe.Data.Load(dataFolder);
        var d = _data.Training.Dimension;
        RecipeException.ThrowUnless(d == _base.Dimension(), "data", $"has points of {d} coordinates; the base model has {_base.Dimension()}");
        RecipeRules.RequireFit(recipe.Network, d, recipe.Features);
        var moments = GaussianFit.Of(_data.Training.Values, d, 0);
        (_mean, _scale) = (moments.Mean, [.. moments.Covariance!.Select((row, i) => Math.Sqrt(row[i]))]);
        _folder = new StageFolder(folder, RecipeFile.Write(recipe, RecipeJson.LowDensityRecipe), fresh);
    }

    private int Classes => _recipe.Data.ClassCount;

    private bool Conditioned => _base.Field is NetworkFieldSpec { ClassCount: not null } or GaussianMixtureFieldSpec { Classes: not null };

    private ScalarType Type => _recipe.Network.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Trains, draws, fits, measures and publishes the model.</summary>
    /// <param name="output">The repository of the result.</param>
    /// <param name="replace">Takes the place of the newest version instead of becoming the next one.</param>
    /// <param name="observer">Told of each stage.</param>
    /// <param name="stop">Stops; what is done is kept.</param>
    /// <returns>The artifact's folder with what was measured, or null where it was stopped.</returns>
    public async Task<(string Folder, IReadOnlyDictionary<string, double> Metrics)?> RunAsync(
        string output, bool replace, IStageObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_folder.Keep(ExtractorName, () => observer.Training("extractor", _recipe.Steps, o => TrainExtractor(o, stop))?.ToArray()) is not { } weights)
        {
            return null;
        }

        try
        {
            observer.Said("drawing samples of the unguided model");
            var synthetic = await SyntheticAsync(stop).ConfigureAwait(false);
            observer.Said("fitting the Gaussians");
            var extractor = SafeTensorsFile.Parse(weights);
            var hardness = Fit(extractor, synthetic);
            var metrics = await MeasureAsync(extractor, hardness, observer, stop).ConfigureAwait(false);
            var folder = Publication.Publish(output, _recipe.Name, replace, part => Write(part, extractor, hardness, metrics));
            return (folder, metrics);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private ExtractorModule CreateExtractor() =>
        new(_recipe.Network.CreateModule(_data.Training.Dimension, _recipe.Features), _recipe.Features, Classes, _mean, _scale, Type);

    private IEnumerable<string> Names() => _recipe.Network.Shapes(_data.Training.Dimension, _recipe.Features).Select(array => array.Name);

    private SafeTensorsFile? TrainExtractor(ITrainingObserver observer, CancellationToken stop)
    {
        var folder = _folder.In("extractor");
        var learner = new Learner<ExtractorModule>(
            CreateExtractor,
            module => module,
            [.. Names().Select(name => "network." + name), "head.weight", "head.bias"],
            new LearnerOptions(_recipe.Seed, _recipe.LearningRate, _recipe.Optimiser, _recipe.EmaDecay));
        var plan = new LoopPlan
        {
            Name = _recipe.Name, Steps = _recipe.Steps, CheckpointEvery = _recipe.CheckpointEvery, DataHash = _data.Training.Hash(), Points = _data.Training.Count,
        };
        using var loop = new TrainingLoop<ExtractorModule>(plan, learner, new CheckpointStore(folder, KeptCheckpoints), folder, _time);
        loop.GoOnIfItFits();
        var batches = new NoisyPoints(_data.Training, _base.Normalisation, Type);
        var perturbation = new KernelPerturbation(_process, _recipe.Noise);
        if (!loop.Train(Loss, evaluate: null, observer, stop))
        {
            return null;
        }

        var trained = loop.Learner.AverageToFile();
        return new SafeTensorsFile(Names().Select(name => trained.Find("network." + name)!).Select(array => new SafeTensor(
            array.Name["network.".Length..], array.Type, array.Shape, array.Data)));

        Tensor Loss(ExtractorModule model, int step)
        {
            var (x, sigma, labels) = batches.Draw(perturbation, (ulong)_recipe.Seed, step, _recipe.Batch);
            return nn.functional.cross_entropy(model.call(x, sigma), labels);
        }
    }

    private async Task<double[]> SyntheticAsync(CancellationToken stop)
    {
        const string points = "points";
        if (!File.Exists(_folder.In(SyntheticName)))
        {
            var service = await LocalService.OpenAsync(_repository, _recipe.Base, stop).ConfigureAwait(false);
            await using (service.ConfigureAwait(false))
            {
                // As many as there are real ones to compare them with.
                var draws = await ClassDraws.FromAsync(
                    service, _recipe.Sampler, Conditioned ? Classes : 1, _data.HeldOut.Count, _recipe.Seed, Conditioned, ct: stop).ConfigureAwait(false);
                _folder.Keep(SyntheticName, () => new SafeTensorsFile([SafeTensor.Of(points, [draws.Labels.Length, draws.Dimension], draws.Points)]).ToArray());
            }
        }

        return SafeTensorsFile.Parse(await File.ReadAllBytesAsync(_folder.In(SyntheticName), stop).ConfigureAwait(false)).Find(points)!.ToDoubles();
    }

    private HardnessSpec Fit(SafeTensorsFile weights, double[] synthetic)
    {
        using var module = CreateExtractor();
        WeightFile.Freeze(module.Network, weights);
        var (training, real) = (new NoisyPoints(_data.Training, _base.Normalisation, Type), new NoisyPoints(_data.HeldOut, _base.Normalisation, Type));
        var made = new NoisyPoints(new PointSet(synthetic, _data.Training.Dimension), _base.Normalisation, Type);
        var (k, shrinkage) = (_recipe.Features, _recipe.Shrinkage);
        var levels = new List<HardnessLevelSpec>();
        foreach (var sigma in (IEnumerable<double>)[0, .. _recipe.Levels.All()])
        {
            var key = new NoiseKey((ulong)_recipe.Seed, 0, NoisePurpose.TrainingNoise, Step: (uint)levels.Count, Stage: 2);
            levels.Add(new HardnessLevelSpec
            {
                Sigma = sigma,
                Classes = GaussianFit.OfClasses(training.Features(module, sigma, Clean, key), _data.Training.Labels!, Classes, k, shrinkage),
                Real = GaussianFit.Of(real.Features(module, sigma, Clean, key with { Stage = 3 }), k, shrinkage),
                Synthetic = GaussianFit.Of(made.Features(module, sigma, Clean, key with { Stage = 4 }), k, shrinkage),
            });
        }

        return new HardnessSpec { OfFeatures = true, Levels = levels };
    }

    private async Task<IReadOnlyDictionary<string, double>> MeasureAsync(
        SafeTensorsFile extractor, HardnessSpec hardness, IStageObserver observer, CancellationToken stop)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (_recipe.Measure.Count == 0)
        {
            return metrics;
        }

        var stage = _folder.In("stage");
        Write(Path.Combine(stage, _recipe.Name, "1"), extractor, hardness, metrics: null);
        var rarity = new Rarity(_data.Training, Classes);
        metrics["realDistance"] = Enumerable.Range(0, Math.Min(2000, _data.HeldOut.Count)).Average(row => rarity.Neighbours.MeanDistance(_data.HeldOut[row]));
        metrics["realHardness"] = rarity.Hardness(_data.HeldOut.Values, _data.HeldOut.Labels!).Average();
        var service = await LocalService.OpenAsync(stage, _recipe.Name, stop).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            foreach (var (name, setting) in _recipe.Measure)
            {
                observer.Said($"measuring {name}");
                var draws = await ClassDraws.FromAsync(
                    service, _recipe.Sampler, Classes, _recipe.MeasureSamples, _recipe.Seed + 1000, Conditioned, setting, stop).ConfigureAwait(false);
                (metrics[name + "Hardness"], metrics[name + "Distance"], metrics[name + "OutlierFactor"]) = rarity.Means(draws);
            }
        }

        return metrics;
    }

    private void Write(string folder, SafeTensorsFile extractor, HardnessSpec hardness, IReadOnlyDictionary<string, double>? metrics)
    {
        DerivedArtifact.CopyFiles(folder, _baseFolder);
        ManifestFile.Write(folder, _base with
        {
            Name = _recipe.Name,
            Version = null,
            Description = _recipe.Description ?? _base.Description,
            Features = new ExtractorSpec
            {
                Architecture = _recipe.Network,
                Outputs = _recipe.Features,
                Weights = DerivedArtifact.AddWeights(folder, ExtractorName, extractor),
                Mean = _mean,
                Scale = _scale,
            },
            Hardness = hardness,
            Training = new TrainingSpec
            {
                Recipe = _recipe.Name,
                RecipeHash = Convert.ToHexStringLower(SHA256.HashData(RecipeFile.Write(_recipe, RecipeJson.LowDensityRecipe))),
                Seed = _recipe.Seed,
                DataHash = _data.Training.Hash(),
                Steps = _recipe.Steps,
                Ema = _recipe.EmaDecay,
                Target = "hardness",
                Metrics = metrics,
            },
        });
    }
}
