using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Service;

/// <summary>The answer to a sample request as its rounds fill it.</summary>
internal sealed class SampleAnswer(int rows, int dimension, int slots = 0)
{
    private readonly List<FailedRow> _failed = [];
    private readonly bool[] _satisfied = new bool[rows];
    private bool[]? _verdicts;
    private IReadOnlyList<RowGuidance?>? _roundGuidance;
    private int _rounds;
    private long _violations;

    /// <summary>Samples, <c>[rows, dim]</c>; zeros where there is none.</summary>
    public float[] Samples { get; } = new float[(long)rows * dimension];

    /// <summary>Latent codes, <c>[rows, slots]</c>; of the last attempt where no sample is kept.</summary>
    public int[] Codes { get; } = new int[(long)rows * slots];

    /// <summary>Samples drawn in all rounds.</summary>
    public long Drawn { get; private set; }

    /// <summary>Field evaluations of all samples drawn.</summary>
    public long Evaluations { get; private set; }

    public TimeSpan Queued { get; private set; }

    public TimeSpan Run { get; private set; }

    /// <summary>What terms did to each row's sample; null where nobody asked.</summary>
    public RowGuidance?[]? Guidance { get; private set; }

    /// <summary>Counts what a round has cost.</summary>
    public void Count(EngineResult result, bool[]? verdicts, int round)
    {
        _verdicts = verdicts;
        _roundGuidance = result.Guidance;
        _rounds = round + 1;
        Drawn += result.Evaluations.Length;
        Evaluations += result.Evaluations.Sum(evaluations => (long)evaluations);
        _violations += verdicts?.Count(satisfied => !satisfied) ?? 0;
        Queued = round == 0 ? result.Queued : Queued;
        Run += round == 0 ? result.Run : result.Queued + result.Run;
        Guidance ??= result.Guidance is null ? null : new RowGuidance?[rows];
    }

    /// <summary>Takes the first attempt of each row that passes.</summary>
    /// <param name="pending">Rows of the round.</param>
    /// <param name="parallel">Attempts of each.</param>
    /// <param name="samples">Samples of the round, <c>[pending, parallel, dim]</c>.</param>
    /// <param name="codes">Their latent codes, <c>[pending, parallel, slots]</c>.</param>
    /// <param name="failures">Samples that failed.</param>
    /// <param name="keepsAll">Whether a sample is kept whatever its verdict.</param>
    /// <returns>The rows that got none.</returns>
    public List<int> Take(List<int> pending, int parallel, float[] samples, int[] codes, List<FailedRow> failures, bool keepsAll)
    {
        if (keepsAll)
        {
            samples.CopyTo(Samples, 0);
            codes.CopyTo(Codes, 0);
            _failed.AddRange(failures);
            _verdicts?.CopyTo(_satisfied, 0);
            for (var row = 0; row < (Guidance?.Length ?? 0); row++)
            {
                Guidance![row] = _roundGuidance![row];
            }

            return [];
        }

        var left = new List<int>();
        for (var i = 0; i < pending.Count; i++)
        {
            var row = pending[i];
            var first = Array.IndexOf(_verdicts!, true, i * parallel, parallel);
            var told = first >= 0 ? first : ((i + 1) * parallel) - 1;
            codes.AsSpan(told * slots, slots).CopyTo(Codes.AsSpan(row * slots));
            if (Guidance is not null)
            {
                Guidance[row] = _roundGuidance![told];
            }

            if (first < 0)
            {
                left.Add(row);
                continue;
            }

            samples.AsSpan(first * dimension, dimension).CopyTo(Samples.AsSpan(row * dimension));
            _satisfied[row] = true;
        }

        return left;
    }

    /// <summary>The rows without a sample: those that failed, or those that no attempt satisfied.</summary>
    public IReadOnlyList<FailedRow> Failures(List<int> pending, int attempts) =>
    [
        .. _failed,
        .. pending.Select(row => new FailedRow(row, 0, 0, $"rejected: none of {attempts} attempts satisfied the constraint.")),
    ];

    public Verification? Verification(SampleRequest request)
    {
        if (request.Verify is null)
        {
            return null;
        }

        var violations = _satisfied.Count(satisfied => !satisfied);
        return new Verification
        {
            Violations = violations,
            Rate = (double)violations / rows,
            Satisfied = _satisfied,
            Rejection = request.Rejection is null ? null : new RejectionReport
            {
                Rounds = _rounds,
                Drawn = Drawn,
                Violations = _violations,
                Rate = (double)_violations / Drawn,
                Accepted = rows - violations,
                Evaluations = Evaluations,
            },
        };
    }
}
