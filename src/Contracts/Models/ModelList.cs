namespace GenPhys.Contracts;

/// <summary>Every model of the repository.</summary>
/// <param name="Models">In the order of their names.</param>
public sealed record ModelList(IReadOnlyList<ModelInfo> Models);
