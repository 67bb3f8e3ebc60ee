using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Logs;
using static TorchSharp.torch;

namespace GenPhys.Training.Learning;

/// <summary>What a loop runs through.</summary>
internal sealed record LoopPlan
{
    /// <summary>Name of what is trained, for the log.</summary>
    public required string Name { get; init; }

    /// <summary>Optimiser steps of the whole run.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps between two checkpoints; the last step always has one.</summary>
    public required int CheckpointEvery { get; init; }

    /// <summary>Steps between two evaluations; the last step always has one. Without an evaluation it means nothing.</summary>
    public int EvaluateEvery { get; init; } = int.MaxValue;

    /// <summary>Hash of the points: a checkpoint made with others is not gone on from.</summary>
    public required string DataHash { get; init; }

    /// <summary>Training points, for the log.</summary>
    public required int Points { get; init; }

    /// <summary>Held-out points, for the log.</summary>
    public int HeldOut { get; init; }
}

/// <summary>
/// The steps of one training: every trainer runs through this loop. A step whose gradient is not finite leaves the weights as they were; checkpoints and
/// logs are written so that a run that is killed and begun again ends with the same bits as one that is left alone, provided that the loss
/// of a step depends on nothing but the weights and the step's number. It belongs to the thread that makes it, and owns the learner.
/// </summary>
/// <typeparam name="TModel">The module under training.</typeparam>
internal sealed class TrainingLoop<TModel> : IDisposable
    where TModel : nn.Module
{
    private const int ReportEvery = 50;
    private const int MostSkippedInARow = 100;

    private readonly LoopPlan _plan;
    private readonly Learner<TModel> _learner;
    private readonly CheckpointStore _checkpoints;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly List<string> _warnings = [];
    private RunState _state;
    private int _savedStep = -1;

    /// <summary>Stands at step 0.</summary>
    /// <param name="plan">What to run through.</param>
    /// <param name="learner">The learner; the loop disposes of it.</param>
    /// <param name="checkpoints">Where checkpoints go.</param>
    /// <param name="folder">Where the logs go.</param>
    /// <param name="time">Clock of the log.</param>
    public TrainingLoop(LoopPlan plan, Learner<TModel> learner, CheckpointStore checkpoints, string folder, TimeProvider time)
    {
        (_plan, _learner, _checkpoints, _folder, _time) = (plan, learner, checkpoints, folder, time);
        _state = new RunState
        {
            Schema = 1, Data = plan.DataHash, Tensors = "", Step = 0, Updates = 0, SkippedInARow = 0, LossSum = 0, LossCount = 0,
        };
        checkpoints.ClearParts();
    }

    /// <summary>Tensors of the run.</summary>
    public Learner<TModel> Learner => _learner;

    /// <summary>Steps done.</summary>
    public int Step => _state.Step;

    /// <summary>The newest evaluation, if any.</summary>
    public EvaluationResult? LastEvaluation => _state.LastEvaluation;

    /// <summary>The newest whole checkpoint, if any; damaged ones are passed over and told of when training begins.</summary>
    public (RunState State, SafeTensorsFile Tensors)? Newest() => _checkpoints.LoadNewest(_warnings.Add);

    /// <summary>Takes a checkpoint's place in the run.</summary>
    /// <param name="checkpoint">One that <see cref="Newest"/> gave.</param>
    /// <exception cref="InvalidDataException">Its tensors do not fit the learner.</exception>
    public void GoOnFrom((RunState State, SafeTensorsFile Tensors) checkpoint)
    {
        _learner.FromFile(checkpoint.Tensors);
        _learner.Updates = checkpoint.State.Updates;
        _state = checkpoint.State;
        _savedStep = _state.Step;
    }

    /// <summary>Goes on from the newest checkpoint if it was made with the same points and is not past the last step; otherwise stays at step 0.</summary>
    public void GoOnIfItFits()
    {
        if (Newest() is { } checkpoint && checkpoint.State.Data == _plan.DataHash && checkpoint.State.Step <= _plan.Steps)
        {
            GoOnFrom(checkpoint);
        }
    }

    /// <summary>Runs to the last step, or until asked to stop; either way the state is on disk afterwards.</summary>
    /// <param name="loss">The loss of the module at a step, 1 for the first: a scalar with a gradient, made in the caller's dispose scope.</param>
    /// <param name="evaluate">Judges the averaged weights, if anything does.</param>
    /// <param name="observer">Hears of progress; the log in the folder is written besides.</param>
    /// <param name="stop">Stops after the step at hand.</param>
    /// <returns>Whether every step is done.</returns>
    /// <exception cref="TrainingException">The gradients stay without a finite value.</exception>
    /// <exception cref="Recipes.RecipeException">The disk has no room for the checkpoints.</exception>
    public bool Train(Func<TModel, int, Tensor> loss, Func<int, EvaluationResult>? evaluate, ITrainingObserver observer, CancellationToken stop)
    {
        _checkpoints.RequireRoom(_learner.CheckpointBytes);
        using var log = new TrainingLog(_folder, _state.Step);
        var began = _time.GetTimestamp();
        Tell(new RunStarted
        {
            Step = _state.Step,
            Model = _plan.Name,
            Steps = _plan.Steps,
            Points = _plan.Points,
            HeldOut = _plan.HeldOut,
            Parameters = _learner.Parameters,
        });
        foreach (var warning in _warnings)
        {
            Tell(new Warned { Step = _state.Step, Message = warning });
        }

        while (_state.Step < _plan.Steps && !stop.IsCancellationRequested)
        {
            var norm = OneStep(loss);
            if (IsTimeFor(ReportEvery))
            {
                Tell(Report(norm, _time.GetElapsedTime(began)));
            }

            if (evaluate is not null && IsTimeFor(_plan.EvaluateEvery))
            {
                var result = evaluate(_state.Step);
                _state = _state with { LastEvaluation = result };
                Tell(new Evaluated { Step = _state.Step, Result = result });
            }

            if (IsTimeFor(_plan.CheckpointEvery))
            {
                Save(Tell);
            }
        }

        Save(Tell);
        var complete = _state.Step >= _plan.Steps;
        Tell(new RunEnded { Step = _state.Step, Complete = complete });
        return complete;

        void Tell(TrainingEvent happening)
        {
            log.On(happening);
            observer.On(happening);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();

    private bool IsTimeFor(int every) => _state.Step % every == 0 || _state.Step == _plan.Steps;

    private double OneStep(Func<TModel, int, Tensor> objective)
    {
        using var scope = NewDisposeScope();
        var step = _state.Step + 1;
        var (loss, norm) = _learner.Step(model => objective(model, step), step);
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
            LearningRate = _learner.RateAt(_state.Step),
            Skipped = _state.Step - _state.Updates,
            Seconds = elapsed.TotalSeconds,
        };
        _state = _state with { LossSum = 0, LossCount = 0 };
        return report;
    }

    private void Save(Action<TrainingEvent> tell)
    {
        if (_savedStep == _state.Step)
        {
            return;
        }

        _checkpoints.Save(_state, _learner.ToFile());
        _savedStep = _state.Step;
        tell(new CheckpointWritten { Step = _state.Step });
    }
}
