using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;

namespace GenPhys.Inference.Service;

/// <summary>Judges finished samples by the very numbers that the caller gets, in double precision.</summary>
internal sealed class Verifier
{
    private readonly Constraint _constraint;

    private Verifier(Constraint constraint) => _constraint = constraint;

    /// <summary>The verifier of a request.</summary>
    /// <param name="spec">The constraint; null for none.</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <param name="samples">Most samples that it will judge.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="GenPhysException">The constraint does not fit the model, or costs too much.</exception>
    public static Verifier? Of(ConstraintSpec? spec, int dimension, long samples, ConstraintLimits limits)
    {
        if (spec is null)
        {
            return null;
        }

        var at = JsonPointer.Root["verify"];
        var constraint = ConstraintRegistry.Create(spec, dimension, limits, at);
        return constraint.Cost * samples <= limits.MaxTotalCost ? new Verifier(constraint) : throw new GenPhysException(
            ErrorCode.BudgetExceeded,
            $"One sample costs {constraint.Cost:0} with this constraint, and all samples together may cost {limits.MaxTotalCost:0}. Ask for fewer samples or use simpler outlines.",
            at.ToString());
    }

    /// <summary>Which rows obey the constraint; a failed one does not.</summary>
    /// <param name="samples">Samples in data units, <c>[rows, dim]</c>.</param>
    /// <param name="failures">Failed rows.</param>
    /// <returns>Verdicts, <c>[rows]</c>.</returns>
    public bool[] Judge(float[] samples, IReadOnlyList<FailedRow> failures)
    {
        var satisfied = new bool[samples.Length / _constraint.Dimension];
        var x = new double[_constraint.Dimension];
        for (var row = 0; row < satisfied.Length; row++)
        {
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = samples[(row * x.Length) + i];
            }

            satisfied[row] = _constraint.Contains(x);
        }

        foreach (var failure in failures)
        {
            satisfied[failure.Row] = false;
        }

        return satisfied;
    }
}
