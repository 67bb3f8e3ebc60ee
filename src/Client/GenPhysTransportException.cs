namespace GenPhys.Client;

/// <summary>The service gave no answer: it could not be reached, it broke off, or what answered at its address is something else.</summary>
public sealed class GenPhysTransportException : Exception
{
    /// <summary>One failure.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">What the transport said, or null.</param>
    /// <param name="nothingSent">Whether the connection failed before anything of the request was sent.</param>
    public GenPhysTransportException(string message, Exception? inner = null, bool nothingSent = false)
        : base(message, inner) => NothingSent = nothingSent;

    /// <summary>Whether the connection failed before anything of the request was sent: the service has not seen it.</summary>
    public bool NothingSent { get; }
}
