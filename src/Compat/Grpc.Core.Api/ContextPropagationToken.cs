namespace Grpc.Core;

/// <summary>Carries the deadline and cancellation of a call to the calls that its handler makes.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}
