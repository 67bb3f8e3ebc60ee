namespace GenPhys.Training.GenNeg;

/// <summary>What a classifier is trained on; all but the first are the ablations of Naderiparizi et al. 2024, table 1.</summary>
public enum ClassBalance
{
    /// <summary>As many valid as invalid samples, weighted by alpha and 1 - alpha (eq. 11): the Bayes classifier of the model's own law, at the least variance.</summary>
    Importance,

    /// <summary>As many valid as invalid samples, weighted alike: the classifier of another prior, which guides too much.</summary>
    Unweighted,

    /// <summary>
    /// As <see cref="Unweighted"/>, with logit(alpha) added to the finished classifier's logit: the classifier of eq. 11 by Bayes' rule, as a check on the weights.
    /// </summary>
    Shifted,

    /// <summary>The model's own ratio of classes, weighted alike: unbiased, with few samples of the rarer class.</summary>
    Imbalanced,

    /// <summary>As <see cref="Importance"/>, of clean samples only: asked at the denoiser, through which the gradient has to go.</summary>
    TimeIndependent,
}
