namespace GenPhys.Inference.Networks;

/// <summary>What the warm-up of a field found on this machine.</summary>
/// <param name="Evaluator">The implementation that runs.</param>
/// <param name="BitExact">Whether, with the tiles in use, neither a row's place, nor its neighbours, nor the tile's size changes a bit of it.</param>
/// <param name="Tiles">The tile sizes that agree to the bit and are therefore in use, ascending, with their measured costs.</param>
public sealed record WarmUpReport(string Evaluator, bool BitExact, IReadOnlyList<TileCost> Tiles);

/// <summary>Measured cost of one full tile.</summary>
/// <param name="Rows">Rows in the tile.</param>
/// <param name="ValueMicroseconds">One evaluation without gradient, in microseconds.</param>
/// <param name="VjpMicroseconds">One forward and backward pass, in microseconds.</param>
public sealed record TileCost(int Rows, double ValueMicroseconds, double VjpMicroseconds);
