using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Random;
using GenPhys.Inference.Service;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// Sequential importance sampling between two strengths of guidance on one model (Naderiparizi et al. 2024, appendix on data generation, eq. 49): paths of a
/// proposal, and for each the logarithm of the product over its steps of p(x' | x) / pi(x' | x). Both are Gaussians of one variance s^2, so that a step adds
/// (|x' - mu_pi|^2 - |x' - mu_p|^2) / (2 s^2). The last step has no noise and hence no density: there x' is the target's mean and the weight stays.
/// </summary>
public static class ImportancePaths
{
    private const int RowsPerChunk = 512;

    /// <summary>Draws paths; called on the device thread.</summary>
    /// <param name="model">The model with its stack.</param>
    /// <param name="sampler">A sampler of one evaluation a step that adds noise in every step but the last: ddpm, eulerMaruyama.</param>
    /// <param name="proposal">Weight of each classifier in the proposal, <c>[classifiers]</c>.</param>
    /// <param name="target">Weight of each classifier in the target, <c>[classifiers]</c>.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="count">Paths.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>Points in data units, <c>[count, dim]</c>, and logarithms of the weights, <c>[count]</c>; a path that left the finite numbers has none.</returns>
    /// <exception cref="GenNegException">The sampler's steps have no density.</exception>
    public static (double[] Points, double[] LogWeights) Draw(
        LoadedModel model, SamplerSpec sampler, IReadOnlyList<double> proposal, IReadOnlyList<double> target, long seed, int count, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(target);
        var steps = Steps(model, sampler);
        var dimension = model.EngineModel.Dimension;
        var (points, logs) = (new double[count * dimension], new double[count]);
        var walk = new Walk(model, proposal, target);
        for (var first = 0; first < count; first += RowsPerChunk)
        {
            ct.ThrowIfCancellationRequested();
            var rows = Math.Min(RowsPerChunk, count - first);
            walk.Run(steps, (ulong)seed, first, points.AsSpan(first * dimension, rows * dimension), logs.AsSpan(first, rows));
        }

        if (model.Manifest.Normalisation is { } n)
        {
            for (var i = 0; i < points.Length; i++)
            {
                points[i] = n.Mean[i % dimension] + (n.Scale[i % dimension] * points[i]);
            }
        }

        return (points, logs);
    }

    private static IReadOnlyList<Tick> Steps(LoadedModel model, SamplerSpec sampler)
    {
        var program = SamplePlan.Program(new SampleRequest { Count = 1, Sampler = sampler }, model);
        if (program is not TableProgram { VectorSlots: 1 } table
            || table.Ticks.Skip(1).SkipLast(1).Any(tick => tick.Lanes.Length != 1 || tick.Noise.Length != 1))
        {
            throw new GenNegException("the steps of this sampler are no Gaussians of one evaluation each, so that paths have no weights: use ddpm or eulerMaruyama");
        }

        return table.Ticks;
    }

    private sealed class Walk(LoadedModel model, IReadOnlyList<double> proposal, IReadOnlyList<double> target)
    {
        private readonly LaneBatch _lanes = new(model.EngineModel.Dimension);
        private readonly double[] _log = new double[RowsPerChunk];
        private readonly double[] _noShift = new double[RowsPerChunk];
        private readonly double[] _gradient = new double[RowsPerChunk * model.EngineModel.Dimension];
        private readonly double[] _proposed = new double[RowsPerChunk * model.EngineModel.Dimension];
        private readonly double[] _missing = new double[RowsPerChunk * model.EngineModel.Dimension];
        private readonly double[] _noise = new double[model.EngineModel.Dimension];

        public void Run(IReadOnlyList<Tick> ticks, ulong seed, int first, Span<double> x, Span<double> logWeights)
        {
            x.Clear();
            logWeights.Clear();
            foreach (var tick in ticks)
            {
                if (tick.Lanes.Length > 0)
                {
                    Evaluate(x, tick.Lanes[0].NoiseLevel);
                }

                Step(tick, seed, first, x, logWeights);
            }

            for (var row = 0; row < logWeights.Length; row++)
            {
                foreach (var value in x.Slice(row * _noise.Length, _noise.Length))
                {
                    logWeights[row] = double.IsFinite(value) ? logWeights[row] : double.NaN;
                }
            }
        }

        // The denoiser, the proposal's guidance sum, and what the target's has more.
        private void Evaluate(ReadOnlySpan<double> x, double sigma)
        {
            var rows = x.Length / _noise.Length;
            _lanes.Resize(rows);
            x.CopyTo(_lanes.X);
            _lanes.NoiseLevel.Fill(sigma);
            _lanes.Condition.Clear();
            model.EngineModel.Field.Evaluate(_lanes);
            Array.Clear(_proposed);
            Array.Clear(_missing);
            for (var k = 0; k < model.Classifiers.Count; k++)
            {
                if (proposal[k] == 0 && target[k] == 0)
                {
                    continue;
                }

                if (model.Classifiers[k].OnDenoised)
                {
                    throw new GenNegException("a classifier of clean samples has no paths of its own: use generation sampling");
                }

                model.Classifiers[k].Evaluate(x, _lanes.NoiseLevel, _noShift.AsSpan(0, rows), _log.AsSpan(0, rows), _gradient.AsSpan(0, x.Length));
                for (var i = 0; i < x.Length; i++)
                {
                    _proposed[i] += proposal[k] * _gradient[i];
                    _missing[i] += (target[k] - proposal[k]) * _gradient[i];
                }
            }
        }

        private void Step(Tick tick, ulong seed, int first, Span<double> x, Span<double> logWeights)
        {
            var d = _noise.Length;
            var (keep, pull, push, s) = Coefficients(tick);
            for (var row = 0; row < logWeights.Length; row++)
            {
                if (s > 0)
                {
                    var draw = tick.Noise[0];
                    draw.Law.Draw(new NoiseKey(seed, (uint)(first + row), draw.Purpose, draw.Step, draw.Stage), _noise);
                }

                for (var j = 0; j < d; j++)
                {
                    var i = (row * d) + j;
                    if (tick.Lanes.Length == 0)
                    {
                        x[i] = (keep * x[i]) + (s * _noise[j]);
                        continue;
                    }

                    var mean = (keep * x[i]) + (pull * _lanes.Denoised[i]) + (push * _proposed[i]);
                    var ahead = push * _missing[i];
                    x[i] = s > 0 ? mean + (s * _noise[j]) : mean + ahead;

                    // |x' - mu_pi|^2 - |x' - mu_p|^2 with x' - mu_pi = s z and mu_p - mu_pi ahead.
                    logWeights[row] += s > 0 ? ahead / s * (_noise[j] - (0.5 * ahead / s)) : 0;
                }
            }
        }

        private static (double Keep, double Pull, double Push, double Noise) Coefficients(Tick tick)
        {
            var terms = tick.Vectors[0].Terms;
            return (Of(VectorSource.Slot), Of(VectorSource.Denoised), Of(VectorSource.Guidance), Of(VectorSource.Noise));

            double Of(VectorSource source) => terms.Where(term => term.Source == source).Sum(term => term.Coefficient);
        }
    }
}
