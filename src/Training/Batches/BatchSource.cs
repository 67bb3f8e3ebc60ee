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

    // Drawn anew at every step, and kept: arrays of this size would be garbage enough to be felt.
    private readonly double[] _levels;
    private readonly double[] _weights;
    private readonly double[] _noise;
    private readonly ulong[] _words;
    private readonly int[] _swaps;
    private readonly long[] _rows;
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
        (_levels, _weights, _noise) = (new double[sources], new double[sources], new double[sources * _dimension]);
        (_words, _swaps, _rows) = (new ulong[references], new int[references], new long[references]);
        (_labels, _classes, _dropout) = (classes > 0 ? data.Labels : null, classes, dropout);
    }

    /// <summary>The batch of one step, made in the caller's dispose scope.</summary>
    public PerturbedBatch Draw(int step)
    {
        var key = new NoiseKey(_seed, 0, NoisePurpose.TrainingLevel, Step: (uint)step);
        _perturbation.Fill(key, 0, _levels, _noise);
        for (var i = 0; i < _levels.Length; i++)
        {
            _weights[i] = _preconditioner.At(_levels[i]).LossWeight;
        }

        var rows = Rows(key with { Purpose = NoisePurpose.TrainingBatch });
        return new PerturbedBatch(
            rows is null ? _data.alias() : _data.index_select(0, tensor(rows, device: _data.device)),
            OnDevice(_noise, [_sources, _dimension]),
            OnDevice(_levels, [_sources]),
            OnDevice(_weights, [_sources]),
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
        Philox.FillWords(key, _words);
        for (var i = 0; i < _references; i++)
        {
            _swaps[i] = i + NoiseReader.Below(_words[i], _order.Length - i);
            (_order[i], _order[_swaps[i]]) = (_order[_swaps[i]], _order[i]);
            _rows[i] = _order[i];
        }

        for (var i = _references - 1; i >= 0; i--)
        {
            (_order[i], _order[_swaps[i]]) = (_order[_swaps[i]], _order[i]);
        }

        return _rows;
    }
}
