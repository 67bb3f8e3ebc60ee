using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>What a job must keep to before it is queued.</summary>
internal static class JobRules
{
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(49);

    /// <summary>Throws where a job breaks a rule.</summary>
    /// <exception cref="ArgumentException">Lengths disagree, or a combination cannot run.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Rows, group size or deadline are out of range.</exception>
    public static void ThrowIfInvalid(EngineJob job)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(job.Rows, 1, nameof(job));
        ArgumentOutOfRangeException.ThrowIfLessThan(job.GroupSize, 1, nameof(job));
        if (job.Identities is { } identities && identities.Count != job.Rows)
        {
            throw new ArgumentException($"There are {job.Rows} rows and {identities.Count} identities.", nameof(job));
        }

        if (job.Initial is { } initial && initial.Length != (long)job.Rows * job.Model.Dimension)
        {
            throw new ArgumentException("Initial must hold rows * dim numbers.", nameof(job));
        }

        if (job.Conditions is { } conditions && conditions.Count != job.Rows)
        {
            throw new ArgumentException("Conditions must hold one number per row.", nameof(job));
        }

        if (job.Codes is { } codes && codes.Length != job.Rows * job.Model.Field.CodeSizes.Count)
        {
            throw new ArgumentException("Codes must hold one number per row and slot of the field.", nameof(job));
        }

        if (job.Terms.Count > LaneAddress.MaxTerms)
        {
            throw new ArgumentException($"At most {LaneAddress.MaxTerms} terms are added to a field.", nameof(job));
        }

        if (job.Program.IsAdaptive && job.Terms.Any(term => term.Couples))
        {
            throw new ArgumentException("Rows that choose their own steps cannot be coupled by a term.", nameof(job));
        }

        // Refused here, because a timer that refuses it later would leave a request that runs and that nobody awaits.
        if (job.Deadline is { } deadline)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(deadline, TimeSpan.Zero, nameof(job));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(deadline, LongestDeadline, nameof(job));
        }
    }
}
