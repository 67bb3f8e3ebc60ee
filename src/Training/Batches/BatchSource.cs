using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.Datasets;
using static TorchSharp.torch;

namespace GenPhys.Training.Batches;

/// <summary>
/// Draws the batch of any step from the seed and the step's number alone, so that a run that stops can go on anywhere:
/// there is no generator whose state would have to be kept.
/// </summary>
internal sealed class BatchSource : IDisposable
{
    private readonly ulong _seed;
    private readonly Perturbation _perturbation;
    private readonly GenerativeProcess _process;
    private readonly Preconditioner _preconditioner;
    private readonly int _sources;
    private readonly int _references;
    private readonly int _dimension;
    private readonly Tensor _data;
    private readonly int[] _order;
    private readonly IReadOnlyList<int>? _labels;
    private readonly int _classes;
    private readonly double _dropout;

    /// <param name="data">The points.</param>
    /// <param name="seed">Names the noise.</param>
    /// <param name="perturbation">How sources are perturbed.</param>
    /// <param name="process">The process.</param>
    /// <param name="preconditioner">Gives the weight of the loss.</param>
    /// <param name="sources">b.</param>
    /// <param name="references">n.</param>
    /// <param name="dtype">Number type of the tensors.</param>
    /// <param name="device">Where they live.</param>
    /// <param name="classes">Classes that the model is told; 0 for none.</param>
    /// <param name="dropout">Part of the sources that it is told nothing of.</param>
    public BatchSource(
        PointSet data, long seed, Perturbation perturbation, GenerativeProcess process, Preconditioner preconditioner, int sources, int references, ScalarType dtype,
        Device device, int classes = 0, double dropout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(references, data.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sources, references);
        _seed = (ulong)seed;
        _perturbation = perturbation;
        _process = process;
        _preconditioner = preconditioner;
        _sources = sources;
        _references = references;
        _dimension = data.Dimension;
        _data = tensor(data.Values.ToArray(), [data.Count, data.Dimension], dtype: dtype, device: device).DetachFromDisposeScope();
        _order = [.. Enumerable.Range(0, data.Count)];
        (_labels, _classes, _dropout) = (classes > 0 ? data.Labels : null, classes, dropout);
    }

    /// <summary>The batch of one step, made in the caller's dispose scope.</summary>
    public PerturbedBatch Draw(int step)
    {
        var key = new NoiseKey(_seed, 0, NoisePurpose.TrainingLevel, Step: (uint)step);
        var levels = new double[_sources];
        var weights = new double[_sources];
        var noise = new double[_sources * _dimension];
        _perturbation.Fill(key, 0, levels, noise);
        for (var i = 0; i < levels.Length; i++)
        {
            weights[i] = _preconditioner.At(levels[i]).LossWeight;
        }

        var rows = Rows(key with { Purpose = NoisePurpose.TrainingBatch });
        return new PerturbedBatch(
            rows is null ? _data.alias() : _data.index_select(0, tensor(rows, device: _data.device)),
            OnDevice(noise, [_sources, _dimension]),
            OnDevice(levels, [_sources]),
            OnDevice(weights, [_sources]),
            _process,
            _labels is null ? null : Conditions(key with { Purpose = NoisePurpose.ConditionDropout }, rows));
    }

    public void Dispose() => _data.Dispose();

    private Tensor OnDevice(double[] values, ReadOnlySpan<long> shape) => tensor(values, shape, dtype: _data.dtype, device: _data.device);

    // Null for all rows in their order.
    private long[]? Rows(in NoiseKey key) => _sources == _data.shape[0] ? null : DrawRows(key);

    private BatchConditions Conditions(in NoiseKey key, long[]? rows)
    {
        var labels = rows is null ? [.. _labels!] : Array.ConvertAll(rows, row => _labels![(int)row]);
        var keep = new double[_sources];
        Philox.FillUniform(key, keep);
        return new BatchConditions(labels, [.. keep.Select((u, i) => u < _dropout ? 0 : 1 + labels[i])], _classes, _data.dtype, _data.device);
    }

    // The head of a Fisher-Yates shuffle, undone afterwards: without replacement, and the same whatever steps came before.
    private long[] DrawRows(in NoiseKey key)
    {
        var words = new ulong[_references];
        Philox.FillWords(key, words);
        var swaps = new int[_references];
        for (var i = 0; i < _references; i++)
        {
            swaps[i] = i + NoiseReader.Below(words[i], _order.Length - i);
            (_order[i], _order[swaps[i]]) = (_order[swaps[i]], _order[i]);
        }

        var rows = Array.ConvertAll(_order[.._references], row => (long)row);
        for (var i = _references - 1; i >= 0; i--)
        {
            (_order[i], _order[swaps[i]]) = (_order[swaps[i]], _order[i]);
        }

        return rows;
    }
}
