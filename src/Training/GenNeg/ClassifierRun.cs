using System.Security.Cryptography;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Learning;
using GenPhys.Training.Logs;
using static TorchSharp.torch;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// Trains one classifier of a stack: cross-entropy on logits, -log C = softplus(-z) (Naderiparizi et al. 2024, eq. 11). It goes on from its newest
/// checkpoint, to the same bits as a run that is left alone.
/// </summary>
internal sealed class ClassifierRun : IDisposable
{
    private const int ReportEvery = 50;
    private const int KeptCheckpoints = 2;

    private readonly GenNegRecipe _recipe;
    private readonly Learner<ClassifierModule> _learner;
    private readonly ClassifierBatches _batches;
    private readonly CheckpointStore _checkpoints;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly List<string> _warnings = [];
    private RunState _state;

    public ClassifierRun(
        GenNegRecipe recipe, LabelledSet set, GenerativeProcess process, Preconditioner preconditioner, int iteration, string folder, TimeProvider time)
    {
        (_recipe, _folder, _time) = (recipe, folder, time);
        var dtype = recipe.Network.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        _checkpoints = new CheckpointStore(folder, KeptCheckpoints);
        _learner = new Learner<ClassifierModule>(
            () => new ClassifierModule(recipe.Network.CreateModule(set.Dimension, 1), preconditioner, recipe.Network.Dtype),
            module => module.Network,
            recipe.Network.Shapes(set.Dimension, 1).Select(array => array.Name),
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
        _state = new RunState
        {
            Schema = 1, Data = Convert.ToHexStringLower(SHA256.HashData(set.ToFile().ToArray())), Tensors = "", Step = 0, Updates = 0, SkippedInARow = 0,
            LossSum = 0, LossCount = 0,
        };
        _checkpoints.ClearParts();
        if (_checkpoints.LoadNewest(_warnings.Add) is var (state, tensors) && state.Data == _state.Data && state.Step <= recipe.Steps)
        {
            _learner.FromFile(tensors);
            _learner.Updates = state.Updates;
            _state = state;
        }
    }

    /// <summary>Trains to the last step, or until asked to stop; either way the state is on disk afterwards.</summary>
    /// <returns>The averaged weights, or null where it was stopped.</returns>
    public SafeTensorsFile? Train(ITrainingObserver observer, int positives, int negatives, CancellationToken stop)
    {
        using var log = new TrainingLog(_folder, _state.Step);
        var began = _time.GetTimestamp();
        Tell(new RunStarted
        {
            Step = _state.Step, Model = _recipe.Name, Steps = _recipe.Steps, Points = positives + negatives, HeldOut = 0, Parameters = _learner.Parameters,
        });
        foreach (var warning in _warnings)
        {
            Tell(new Warned { Step = _state.Step, Message = warning });
        }

        while (_state.Step < _recipe.Steps && !stop.IsCancellationRequested)
        {
            var norm = OneStep();
            if (_state.Step % ReportEvery == 0 || _state.Step == _recipe.Steps)
            {
                Tell(Report(norm, _time.GetElapsedTime(began)));
            }

            if (_state.Step % _recipe.CheckpointEvery == 0 || _state.Step == _recipe.Steps)
            {
                Save(Tell);
            }
        }

        if (_state.Step < _recipe.Steps)
        {
            Save(Tell);
        }

        Tell(new RunEnded { Step = _state.Step, Complete = _state.Step >= _recipe.Steps });
        return _state.Step >= _recipe.Steps ? _learner.AverageToFile() : null;

        void Tell(TrainingEvent happening)
        {
            log.On(happening);
            observer.On(happening);
        }
    }

    public void Dispose() => _learner.Dispose();

    private double OneStep()
    {
        using var scope = NewDisposeScope();
        var step = _state.Step + 1;
        var (loss, norm) = _learner.Step(
            model =>
            {
                var (x, sigma, sign, weight) = _batches.Draw(step);
                return (weight * nn.functional.softplus(-sign * model.forward(x, sigma))).sum();
            },
            step);
        var skipped = !double.IsFinite(norm);
        _state = _state with
        {
            Step = step,
            Updates = _learner.Updates,
            SkippedInARow = skipped ? _state.SkippedInARow + 1 : 0,
            LossSum = _state.LossSum + (skipped ? 0 : loss),
            LossCount = _state.LossCount + (skipped ? 0 : 1),
        };
        return _state.SkippedInARow < 100
            ? norm
            : throw new TrainingException($"no gradient has been finite for 100 steps (now at step {step}): lower learningRate.rate or set optimiser.clipNorm");
    }

    private StepsDone Report(double norm, TimeSpan elapsed)
    {
        var report = new StepsDone
        {
            Step = _state.Step,
            Loss = _state.LossCount > 0 ? _state.LossSum / _state.LossCount : null,
            GradientNorm = double.IsFinite(norm) ? norm : null,
            LearningRate = _recipe.LearningRate.At(_state.Step),
            Skipped = _state.Step - _state.Updates,
            Seconds = elapsed.TotalSeconds,
        };
        _state = _state with { LossSum = 0, LossCount = 0 };
        return report;
    }

    private void Save(Action<TrainingEvent> tell)
    {
        _checkpoints.Save(_state, _learner.ToFile());
        tell(new CheckpointWritten { Step = _state.Step });
    }
}
