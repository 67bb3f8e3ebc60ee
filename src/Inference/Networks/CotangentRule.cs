namespace GenPhys.Inference.Networks;

/// <summary>Puts the cotangents of some rows in the place of their outputs.</summary>
/// <param name="first">The first of the rows.</param>
/// <param name="rows">Outputs that become cotangents, <c>[rows, Outputs]</c>.</param>
internal delegate void CotangentRule(int first, Span<double> rows);
