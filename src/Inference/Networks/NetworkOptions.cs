namespace GenPhys.Inference.Networks;

/// <summary>How networks run on a device.</summary>
public sealed record NetworkOptions
{
    /// <summary>The device, as torch names it: <c>cpu</c> or <c>cuda:0</c>; default <c>cpu</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of one evaluation on CPU vectors, 1 or more; default 1. Torch has its own setting.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Which implementation evaluates; default <see cref="NetworkEvaluatorKind.Automatic"/>.</summary>
    public NetworkEvaluatorKind Evaluator { get; init; } = NetworkEvaluatorKind.Automatic;

    /// <summary>Row counts of a tile, of those that the warm-up chooses from; each 1 or more.</summary>
    public IReadOnlyList<int> TileSizes { get; init; } = [8, 16, 32, 64, 128, 256, 512];
}
