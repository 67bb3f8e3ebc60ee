namespace GenPhys.Contracts;

/// <summary>Which samples of an answer obey a constraint. A failed row does not.</summary>
public sealed record Verification
{
    /// <summary>Rows that do not.</summary>
    public required int Violations { get; init; }

    /// <summary>Violations over rows, 0 to 1; after rejection, where that was asked for.</summary>
    public required double Rate { get; init; }

    /// <summary>Whether each row does, <c>[rows]</c>.</summary>
    public required bool[] Satisfied { get; init; }

    /// <summary>What was drawn, where rejection was asked for.</summary>
    public RejectionReport? Rejection { get; init; }
}

/// <summary>What rejection did.</summary>
public sealed record RejectionReport
{
    /// <summary>Rounds that were run.</summary>
    public required int Rounds { get; init; }

    /// <summary>Samples drawn in all of them.</summary>
    public required long Drawn { get; init; }

    /// <summary>Those of them that do not obey the constraint, failed ones among them.</summary>
    public required long Violations { get; init; }

    /// <summary>Violations over samples drawn, 0 to 1: the rate before rejection.</summary>
    public required double Rate { get; init; }

    /// <summary>Rows that got a sample.</summary>
    public required int Accepted { get; init; }

    /// <summary>Field evaluations spent on all samples.</summary>
    public required long Evaluations { get; init; }
}
