using GenPhys.Contracts;

namespace GenPhys.Client;

/// <summary>One event of <see cref="IGenPhysClient.SampleStreamAsync"/>.</summary>
public abstract record SampleEvent
{
    private protected SampleEvent()
    {
    }
}

/// <summary>How far the request is; the first report comes at admission.</summary>
/// <param name="Progress">Rows and field evaluations done, and the request's id.</param>
public sealed record SampleProgressed(SampleProgress Progress) : SampleEvent;

/// <summary>The request is done; the last event.</summary>
/// <param name="Samples">The samples.</param>
public sealed record SampleCompleted(SampleSet Samples) : SampleEvent;
