using GenPhys.Inference.Engine;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;

namespace GenPhys.Inference.Service;

/// <summary>The weights of the rows of a process with birth and death, and what they make of the rows.</summary>
internal sealed class SampleWeights
{
    private readonly double[] _log;
    private readonly int[] _alive;

    private SampleWeights(double[] log, int[] alive) => (_log, _alive) = (log, alive);

    /// <summary>ln w per row, <c>[rows]</c>; 0 in a failed row.</summary>
    public IReadOnlyList<double> Log => _log;

    /// <summary>The effective sample size (sum w)^2 / sum w^2 over the rows that did not fail.</summary>
    public double EffectiveSampleSize
    {
        get
        {
            var w = Relative();
            return w.Length == 0 ? 0 : w.Sum() * w.Sum() / w.Sum(v => v * v);
        }
    }

    /// <summary>The weights of a result: what the program integrated, and what the row's draw of the prior starts with.</summary>
    public static SampleWeights Of(WeightedProgram program, EngineJob job, EngineResult result, GenerativeProcess process)
    {
        // Noise is a function of seed and row, so the prior is drawn again here instead of being carried along.
        var dimension = job.Model.Dimension;
        var prior = process.Noise(program.PriorLevel);
        var x = new double[dimension];
        var failed = result.Failures.Select(f => f.Row).ToHashSet();
        var alive = Enumerable.Range(0, job.Rows).Where(row => !failed.Contains(row)).ToArray();
        var log = new double[job.Rows];
        foreach (var row in alive)
        {
            prior.Law.Draw(new RowIdentity(job.Seed, (uint)row, job.Attempt).Key(NoisePurpose.Prior, 0, 0), x);
            var d2 = prior.Scale * prior.Scale * x.Sum(v => v * v);
            log[row] = result.Scalars[(row * program.ScalarSlots) + program.LogWeightSlot] + process.LogPriorWeight(d2, program.PriorLevel, dimension);
        }

        return new SampleWeights(log, alive);
    }

    /// <summary>
    /// Resamples the rows systematically (Carpenter, Clifford, Fearnhead 1999): one uniform number places a comb over the cumulated
    /// weights. Failed rows stay where they are; all others then have the same weight, the mean.
    /// </summary>
    /// <param name="states">States, <c>[rows, dim]</c>.</param>
    /// <param name="seed">Seed of the request.</param>
    /// <returns>The new states.</returns>
    public double[] Resample(double[] states, ulong seed)
    {
        if (_alive.Length == 0)
        {
            return states;
        }

        var dimension = states.Length / _log.Length;
        var w = Relative();
        var total = w.Sum();
        Span<double> comb = stackalloc double[1];
        Philox.FillUniform(new NoiseKey(seed, 0, NoisePurpose.Resample), comb);
        var resampled = new double[states.Length];
        var (source, reached) = (0, w[0]);
        for (var i = 0; i < _alive.Length; i++)
        {
            var tooth = (i + comb[0]) * total / _alive.Length;
            while (reached < tooth && source < _alive.Length - 1)
            {
                reached += w[++source];
            }

            states.AsSpan(_alive[source] * dimension, dimension).CopyTo(resampled.AsSpan(_alive[i] * dimension));
        }

        var mean = _alive.Max(row => _log[row]) + Math.Log(total / _alive.Length);
        foreach (var row in _alive)
        {
            _log[row] = mean;
        }

        return resampled;
    }

    private double[] Relative()
    {
        var largest = _alive.Length == 0 ? 0 : _alive.Max(row => _log[row]);
        return [.. _alive.Select(row => Math.Exp(_log[row] - largest))];
    }
}
