namespace GenPhys.Training.GenNeg;

/// <summary>How the samples of a classifier are drawn.</summary>
public enum SetGeneration
{
    /// <summary>From the model as it is served, until both classes are full: the rarer invalid samples are, the longer it takes.</summary>
    Sampling,

    /// <summary>
    /// By sequential importance sampling: paths of an earlier iteration, weighted towards the model as it stands (Naderiparizi et al. 2024, eq. 49). The cost
    /// does not depend on how rare invalid samples are; the sampler is ddpm or eulerMaruyama.
    /// </summary>
    Sis,
}
