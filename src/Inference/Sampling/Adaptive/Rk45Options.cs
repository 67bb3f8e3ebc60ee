namespace GenPhys.Inference.Sampling.Adaptive;

/// <summary>The variable in which an adaptive solver steps.</summary>
public enum SolverVariable
{
    /// <summary>u = ln sigma, where dx/du = x - D.</summary>
    LogSigma,

    /// <summary>u = sigma, where dx/du = (x - D)/sigma.</summary>
    Sigma,
}

/// <summary>Tolerances and limits of <see cref="Rk45Program"/>.</summary>
public sealed record Rk45Options
{
    /// <summary>Relative tolerance, above 0; default 1e-5.</summary>
    public double RelativeTolerance { get; init; } = 1e-5;

    /// <summary>Absolute tolerance, above 0; default 1e-5.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-5;

    /// <summary>Most evaluations of one row; a row that needs more fails. Default 2,000.</summary>
    public int MaxEvaluations { get; init; } = 2000;

    /// <summary>Solver variable; default ln sigma.</summary>
    public SolverVariable Variable { get; init; } = SolverVariable.LogSigma;
}
