using System.Security.Cryptography;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Learning;
using static TorchSharp.torch;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// Trains one classifier of a stack: cross-entropy on logits, -log C = softplus(-z) (Naderiparizi et al. 2024, eq. 11). It goes on from its newest
/// checkpoint, to the same bits as a run that is left alone.
/// </summary>
internal sealed class ClassifierRun : IDisposable
{
    private const int KeptCheckpoints = 2;

    private readonly TrainingLoop<ClassifierModule> _loop;
    private readonly ClassifierBatches _batches;
    private readonly double _shift;

    public ClassifierRun(
        GenNegRecipe recipe, LabelledSet set, GenerativeProcess process, Preconditioner preconditioner, int iteration, string folder, TimeProvider time)
    {
        _shift = recipe.TrainedShift(set.Prior);
        var dtype = recipe.Network.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var learner = new Learner<ClassifierModule>(
            () => new ClassifierModule(
                recipe.Network.CreateModule(set.Dimension, set.Agents), preconditioner, recipe.Network.Dtype, recipe.LogitScale, process.SigmaMin),
            module => module.Network,
            recipe.Network.Shapes(set.Dimension, set.Agents).Select(array => array.Name),
            new LearnerOptions(recipe.Seed + iteration, recipe.LearningRate, recipe.Optimiser, recipe.EmaDecay));
        _batches = new ClassifierBatches(
            set,
            recipe.Balance,
            recipe.Balance == ClassBalance.TimeIndependent ? null : new KernelPerturbation(process, recipe.Noise),
            process.SigmaMin,
            (ulong)(recipe.Seed + iteration),
            recipe.Batch,
            dtype,
            CPU);
        var plan = new LoopPlan
        {
            Name = recipe.Name,
            Steps = recipe.Steps,
            CheckpointEvery = recipe.CheckpointEvery,
            DataHash = Convert.ToHexStringLower(SHA256.HashData(set.ToFile().ToArray())),
            Points = set.PositiveCount + set.NegativeCount,
        };
        _loop = new TrainingLoop<ClassifierModule>(plan, learner, new CheckpointStore(folder, KeptCheckpoints), folder, time);
        _loop.GoOnIfItFits();
    }

    /// <summary>Trains to the last step, or until asked to stop; either way the state is on disk afterwards.</summary>
    /// <returns>The averaged weights, or null where it was stopped.</returns>
    public SafeTensorsFile? Train(ITrainingObserver observer, CancellationToken stop) =>
        _loop.Train(Loss, evaluate: null, observer, stop) ? _loop.Learner.AverageToFile() : null;

    public void Dispose() => _loop.Dispose();

    private Tensor Loss(ClassifierModule model, int step)
    {
        var (x, sigma, sign, weight) = _batches.Draw(step);
        return (weight * nn.functional.softplus(-sign * (model.forward(x, sigma) + _shift)).mean([1])).sum();
    }
}
