namespace GenPhys.Contracts;

/// <summary>Why a request was refused or ended early. The stable names, HTTP and gRPC statuses are in <see cref="ErrorTable"/>.</summary>
public enum ErrorCode
{
    /// <summary>The body is not the JSON that the endpoint reads: broken text, a duplicate member, or a member of the wrong type.</summary>
    Malformed,

    /// <summary>The body has a member that the endpoint does not know.</summary>
    UnknownMember,

    /// <summary>A member has a value that is out of its range, or a required member is missing.</summary>
    Validation,

    /// <summary>No model of that name is in the repository.</summary>
    ModelNotFound,

    /// <summary>The model is known, but is unloaded, loading or failed to load.</summary>
    ModelNotReady,

    /// <summary>An array's shape is not the one that the model takes.</summary>
    ShapeMismatch,

    /// <summary>The parts are valid one by one, but this model or this version of the service cannot run them together.</summary>
    UnsupportedCombination,

    /// <summary>The request is larger than the service's limits allow; it could never run.</summary>
    BudgetExceeded,

    /// <summary>The queue is full now; the request could run later.</summary>
    QueueFull,

    /// <summary>The request's own deadline passed before its last row was done.</summary>
    DeadlineExceeded,

    /// <summary>The request was cancelled by its caller.</summary>
    Cancelled,

    /// <summary>The numbers left the finite range for every row.</summary>
    NumericalFailure,

    /// <summary>The model's files are damaged, inconsistent or of an unknown schema.</summary>
    ArtifactInvalid,

    /// <summary>The service is shutting down: it finishes what runs and admits nothing new.</summary>
    Draining,

    /// <summary>No such route.</summary>
    NotFound,

    /// <summary>No running request has that id.</summary>
    RequestNotFound,

    /// <summary>Another running request has the id that the caller chose.</summary>
    RequestIdInUse,

    /// <summary>The route exists, but not for this HTTP method.</summary>
    MethodNotAllowed,

    /// <summary>None of the media types in <c>Accept</c> can be produced.</summary>
    NotAcceptable,

    /// <summary>The body arrived too slowly.</summary>
    RequestTimeout,

    /// <summary>The body is larger than the configured limit.</summary>
    PayloadTooLarge,

    /// <summary>The body's media type is not one that the endpoint reads.</summary>
    UnsupportedMediaType,

    /// <summary>The call carries no credential, or one that is not known or no longer valid.</summary>
    Unauthenticated,

    /// <summary>The credential is known, and does not allow this.</summary>
    PermissionDenied,

    /// <summary>The caller's own budget of requests or rows is used up for now.</summary>
    RateLimited,

    /// <summary>A fault of the service.</summary>
    Internal,
}
