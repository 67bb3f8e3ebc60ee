using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>One request as the engine sees it: rows of one model that run one program.</summary>
public sealed record EngineJob
{
    /// <summary>The model, registered with the engine.</summary>
    public required EngineModel Model { get; init; }

    /// <summary>The program of every row.</summary>
    public required RowProgram Program { get; init; }

    /// <summary>Rows, 1 or more.</summary>
    public required int Rows { get; init; }

    /// <summary>Seed of the noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rejection attempt of the noise, from 0.</summary>
    public ushort Attempt { get; init; }

    /// <summary>What the noise of each row depends on, <c>[rows]</c>; null for the rows 0, 1, ... of <see cref="Seed"/> and <see cref="Attempt"/>.</summary>
    public IReadOnlyList<RowIdentity>? Identities { get; init; }

    /// <summary>Rows that are admitted, stepped and retired together, cut in order; 1 for independent rows.</summary>
    public int GroupSize { get; init; } = 1;

    /// <summary>Terms added to the field, at most <see cref="LaneAddress.MaxTerms"/>; empty for none.</summary>
    public IReadOnlyList<GuidanceTerm> Terms { get; init; } = [];

    /// <summary>Condition of each row, <c>[rows]</c>: 0 for none, else 1 and the class; null where no row has one.</summary>
    public IReadOnlyList<int>? Conditions { get; init; }

    /// <summary>
    /// Latent codes of each row, <c>[rows, slots]</c>, each from 0; null where no row has any. Read from the first tick on, so that <see cref="Prepare"/> may fill them.
    /// </summary>
    public int[]? Codes { get; init; }

    /// <summary>How conditioned and unconditioned denoisers of a row with a condition or codes are combined; the conditioned one alone where null.</summary>
    public ConditionContrast? Contrast { get; init; }

    /// <summary>Whether all rows have the same draws in their terms, so that all of them follow one field and their densities are of one law; not by default.</summary>
    public bool SharesDraws { get; init; }

    /// <summary>Whether the result tells what the terms did to each row.</summary>
    public bool ReportGuidance { get; init; }

    /// <summary>Starting points written to vector slot 0, <c>[rows, dim]</c>; null where the program draws its own.</summary>
    public double[]? Initial { get; init; }

    /// <summary>
    /// Work of the request that runs on the device thread before its first tick, one step between two ticks of others,
    /// so that a long preparation stalls nobody.
    /// </summary>
    public IReadOnlyList<Action> Prepare { get; init; } = [];

    /// <summary>When the request is given up, counted from its submission; null for never.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Told about progress on the device thread; it must return at once.</summary>
    public Action<EngineProgress>? Progress { get; init; }
}

/// <summary>How far a request is.</summary>
/// <param name="RowsDone">Rows retired.</param>
/// <param name="Rows">Rows of the request.</param>
/// <param name="Evaluations">Field evaluations spent so far, over all rows.</param>
public readonly record struct EngineProgress(int RowsDone, int Rows, long Evaluations);
