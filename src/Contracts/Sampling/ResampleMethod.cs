namespace GenPhys.Contracts;

/// <summary>How the weighted rows of a process with birth and death are resampled at the end.</summary>
public enum ResampleMethod
{
    /// <summary>Not at all: the weights are part of the answer.</summary>
    None,

    /// <summary>Systematic resampling.</summary>
    Systematic,
}
