namespace GenPhys.Inference.Networks;

/// <summary>The implementations of a network's evaluation.</summary>
public enum NetworkEvaluatorKind
{
    /// <summary>
    /// CPU vectors where device, processor and architecture allow them, torch elsewhere. Chosen by what is possible and
    /// not by a measurement, so that a service gives the same bits after a restart.
    /// </summary>
    Automatic,

    /// <summary>Torch operations on tiles.</summary>
    Torch,

    /// <summary>CPU vectors.</summary>
    Simd,
}
