using GenPhys.Contracts;

namespace GenPhys.Inference.Service;

/// <summary>What the service allows and loads.</summary>
public sealed record ServiceOptions
{
    /// <summary>Bounds of one request's members.</summary>
    public SampleLimits Limits { get; init; } = new();

    /// <summary>
    /// Most field evaluations that one request may need, priced before it is queued (one with a vector-Jacobian product
    /// counts as 2.3); 1 or more. Default 1e9.
    /// </summary>
    public double MaxEvaluations { get; init; } = 1e9;

    /// <summary>Most bytes that one request's states and result may take on the host. Default 4 GiB.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>Clock of timings and deadlines.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
