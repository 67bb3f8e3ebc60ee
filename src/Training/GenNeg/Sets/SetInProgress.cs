using GenPhys.Inference.Models.SafeTensors;

namespace GenPhys.Training.GenNeg;

/// <summary>A labelled set in the making: what was kept and counted so far, and the request that comes next.</summary>
/// <param name="dimension">Coordinates.</param>
/// <param name="agents">Agents that are judged one by one; 0 where only whole samples are.</param>
/// <param name="weighted">Whether samples carry the logarithm of a weight.</param>
internal sealed class SetInProgress(int dimension, int agents, bool weighted)
{
    private readonly List<double> _positives = [];
    private readonly List<double> _negatives = [];
    private readonly List<double> _positiveLogs = [];
    private readonly List<double> _negativeLogs = [];
    private readonly List<double> _negativeAgents = [];

    public int Requests { get; private set; }

    public long Valid { get; private set; }

    public long Draws { get; private set; }

    public int PositiveCount => _positives.Count / dimension;

    public int NegativeCount => _negatives.Count / dimension;

    /// <summary>Counts a draw, and keeps it.</summary>
    public void Add(ReadOnlySpan<double> point, bool valid, bool keep, double logWeight, ReadOnlySpan<bool> verdicts)
    {
        Draws++;
        Valid += valid ? 1 : 0;
        if (!keep)
        {
            return;
        }

        (valid ? _positives : _negatives).AddRange(point);
        if (weighted)
        {
            (valid ? _positiveLogs : _negativeLogs).Add(logWeight);
        }

        if (agents > 0 && !valid)
        {
            foreach (var verdict in verdicts)
            {
                _negativeAgents.Add(verdict ? 1 : 0);
            }
        }
    }

    public void EndRequest() => Requests++;

    public LabelledSet Finish() => new([.. _positives], [.. _negatives], dimension, Valid, Draws)
    {
        Weights = weighted ? Weights() : null,
        NegativeAgents = agents > 0 ? [.. _negativeAgents] : null,
    };

    public SafeTensorsFile ToFile() => new(
    [
        SafeTensor.Of("positives", [PositiveCount, dimension], _positives.ToArray()),
        SafeTensor.Of("negatives", [NegativeCount, dimension], _negatives.ToArray()),
        SafeTensor.Of("positiveLogs", [_positiveLogs.Count], _positiveLogs.ToArray()),
        SafeTensor.Of("negativeLogs", [_negativeLogs.Count], _negativeLogs.ToArray()),
        SafeTensor.Of("negativeAgents", [_negativeAgents.Count], _negativeAgents.ToArray()),
        SafeTensor.Of("counts", [3], (double[])[Valid, Draws, Requests]),
    ]);

    /// <summary>Goes on from a file.</summary>
    /// <exception cref="InvalidDataException">An array is missing.</exception>
    public void Restore(SafeTensorsFile file)
    {
        _positives.AddRange(Find("positives"));
        _negatives.AddRange(Find("negatives"));
        _positiveLogs.AddRange(Find("positiveLogs"));
        _negativeLogs.AddRange(Find("negativeLogs"));
        _negativeAgents.AddRange(Find("negativeAgents"));
        var counts = Find("counts");
        (Valid, Draws, Requests) = ((long)counts[0], (long)counts[1], (int)counts[2]);

        double[] Find(string name) => file.Find(name)?.ToDoubles() ?? throw new InvalidDataException($"the array {name} is missing");
    }

    private PathWeights Weights()
    {
        var largest = _positiveLogs.Concat(_negativeLogs).Max();
        var (positives, negatives) = (Scaled(_positiveLogs), Scaled(_negativeLogs));
        var (sum, squares) = (positives.Sum() + negatives.Sum(), positives.Sum(w => w * w) + negatives.Sum(w => w * w));
        return new PathWeights(positives, negatives, Math.Exp(largest) * sum / (positives.Length + negatives.Length), sum * sum / squares);

        double[] Scaled(List<double> logs) => [.. logs.Select(log => Math.Exp(log - largest))];
    }
}
