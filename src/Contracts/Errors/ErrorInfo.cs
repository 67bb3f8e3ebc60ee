namespace GenPhys.Contracts;

/// <summary>One row of the <see cref="ErrorTable"/>.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">Its stable name on the wire, such as <c>unknown_member</c>.</param>
/// <param name="HttpStatus">HTTP status of the answer.</param>
/// <param name="GrpcStatus">Number of the gRPC status.</param>
/// <param name="Title">A short summary that does not change from one occurrence to the next.</param>
public sealed record ErrorInfo(ErrorCode Code, string Name, int HttpStatus, int GrpcStatus, string Title)
{
    /// <summary>The problem type of RFC 9457: a URN that names the code.</summary>
    public string Type => "urn:genphys:error:" + Name;

    /// <summary>Whether the same request may succeed later, and the answer says when.</summary>
    public bool MayRetry => HttpStatus is 429 or 503;
}
