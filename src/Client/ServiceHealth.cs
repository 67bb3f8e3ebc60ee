namespace GenPhys.Client;

/// <summary>Whether a service can be used.</summary>
public enum ServiceHealth
{
    /// <summary>Nobody answers at its address.</summary>
    Unreachable,

    /// <summary>It answers, and takes no requests: models are loading, or it is shutting down.</summary>
    NotReady,

    /// <summary>It takes requests.</summary>
    Ready,
}
