namespace GenPhys.Inference.Random;

/// <summary>What a draw is for. Draws of different purposes never share a counter.</summary>
public enum NoisePurpose : byte
{
    /// <summary>The state at the prior level.</summary>
    Prior = 0,

    /// <summary>The noise of a solver step.</summary>
    Step = 1,

    /// <summary>The re-noising of a Restart cycle; step holds level and cycle.</summary>
    Restart = 2,

    /// <summary>A Monte Carlo draw of a guidance term.</summary>
    MonteCarlo = 3,

    /// <summary>A Hutchinson probe.</summary>
    Probe = 4,

    /// <summary>A latent code.</summary>
    Code = 5,

    /// <summary>The radius of a prior on a sphere.</summary>
    Radius = 6,

    /// <summary>Resampling of weighted rows.</summary>
    Resample = 7,

    /// <summary>Generated data points.</summary>
    Data = 8,

    /// <summary>Noise levels of training steps.</summary>
    TrainingLevel = 9,

    /// <summary>Perturbations of training steps.</summary>
    TrainingNoise = 10,

    /// <summary>Choice of training rows.</summary>
    TrainingBatch = 11,

    /// <summary>Initial weights.</summary>
    Initialisation = 12,

    /// <summary>Training rows that are told no condition.</summary>
    ConditionDropout = 13,

    /// <summary>Latent codes in training: Gumbel noise, and whose codes are taken away.</summary>
    TrainingCode = 14,
}
