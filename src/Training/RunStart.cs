namespace GenPhys.Training;

/// <summary>What a run does about the checkpoints that it finds.</summary>
public enum RunStart
{
    /// <summary>Begin, but refuse where checkpoints are.</summary>
    New,

    /// <summary>Go on from the newest checkpoint; begin where there is none.</summary>
    Resume,

    /// <summary>Throw away what is there and begin.</summary>
    Fresh,
}
