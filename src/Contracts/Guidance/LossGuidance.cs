using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// Steers towards p(x0) exp(-loss(x0)) without training (Song et al. 2023, "Loss-guided diffusion models"): by the loss at the denoiser (eq. 8) or
/// by the log-mean-exp of the loss over draws around it (eq. 9).
/// </summary>
public sealed record LossGuidance : GuidanceSpec
{
    /// <summary>The loss.</summary>
    public required LossSpec Loss { get; init; }

    /// <summary>Loss at the denoiser, or averaged over draws; <c>monteCarlo</c> by default.</summary>
    public LossEstimator? Estimator { get; init; }

    /// <summary>Draws n of the Monte Carlo estimator, 1 to the service's limit; 32 by default. The denoiser is evaluated once whatever n is.</summary>
    public int? Samples { get; init; }

    /// <summary>Standard deviation r_t of the draws around the denoiser; <c>unit</c> by default.</summary>
    public DrawWidthSpec? Width { get; init; }

    /// <summary>How the gradient of the Monte Carlo estimator is taken: along the draws (the default), or, for losses without a useful gradient, by their score.</summary>
    public LossGradient? Gradient { get; init; }

    /// <summary>What the gradient is divided by; nothing by default.</summary>
    public LossNormalisation? Normalise { get; init; }

    /// <summary>
    /// Whether the gradient goes back through the denoiser; true by default. Without it the Jacobian is taken as sigma_d^2 / (sigma_d^2 + sigma^2) I,
    /// which saves the backward pass.
    /// </summary>
    public bool? Jacobian { get; init; }

    /// <summary>Weight by noise level, in place of <c>weight</c>.</summary>
    public LevelTable? Weights { get; init; }

    /// <summary>Whether the term also acts in the corrector of second-order solvers; true by default.</summary>
    public bool? GuideCorrector { get; init; }

    /// <summary>Whether the step to noise level 0 goes without the term; false by default.</summary>
    public bool? SkipLast { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        Loss.Check(found, at["loss"]);
        found.AtLeast(Samples, 1, at["samples"]);
        found.WithinLimit(Samples, limits.MaxDraws, at["samples"]);
        Width?.Check(found, at["width"]);
        Weights?.Check(found, at["weights"]);
        var point = Estimator == LossEstimator.Point;
        Refuse(found, point && Samples is not null, at["samples"], "the point estimate draws nothing");
        Refuse(found, point && Width is not null, at["width"], "the point estimate draws nothing");
        Refuse(found, point && Gradient is not null, at["gradient"], "the point estimate draws nothing");
        Refuse(found, !point && Normalise == LossNormalisation.Loss, at["normalise"], "the loss at the denoiser is known to the point estimate only");
        Refuse(found, Weight is not null && Weights is not null, at["weights"], "weight is given as well");
    }

    private static void Refuse(Violations found, bool holds, JsonPointer at, string reason)
    {
        if (holds)
        {
            found.Add(ErrorCode.UnsupportedCombination, at, $"{at.Name} cannot be used here: {reason}; leave it out.");
        }
    }
}
