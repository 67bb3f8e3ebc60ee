namespace GenPhys.Client.Calls;

/// <summary>What a failure of the transport means.</summary>
internal static class TransportFailure
{
    /// <summary>The exception for the caller; null for what is not a failure of the transport.</summary>
    public static GenPhysTransportException? From(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            new GenPhysTransportException($"The service cannot be reached: {failure.Message}", failure, nothingSent: true),
        HttpRequestException or IOException => new GenPhysTransportException($"The service broke off: {failure.Message}", failure),
        _ => null,
    };
}
