namespace GenPhys.Contracts;

/// <summary>The forward process of a model and the range of noise levels that its field was made for.</summary>
public sealed record ProcessInfo
{
    /// <summary>The kind, such as <c>edm</c>, <c>ve</c> or <c>vp</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The lowest noise level, in units of the data (standard deviation of the noise).</summary>
    public double? SigmaMin { get; init; }

    /// <summary>The highest noise level: the prior's.</summary>
    public double? SigmaMax { get; init; }
}
