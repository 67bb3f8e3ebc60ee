namespace GenPhys.Contracts.Tests;

public sealed class ErrorTableTests
{
    [Fact]
    public void Every_code_has_one_row_and_one_name()
    {
        Assert.Equal(Enum.GetValues<ErrorCode>(), ErrorTable.All.Select(row => row.Code));
        Assert.Equal(ErrorTable.All.Count, ErrorTable.All.Select(row => row.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(ErrorCode.Malformed, "malformed", 400, 3)]
    [InlineData(ErrorCode.UnknownMember, "unknown_member", 400, 3)]
    [InlineData(ErrorCode.Validation, "validation", 422, 3)]
    [InlineData(ErrorCode.ModelNotFound, "model_not_found", 404, 5)]
    [InlineData(ErrorCode.ModelNotReady, "model_not_ready", 503, 14)]
    [InlineData(ErrorCode.ShapeMismatch, "shape_mismatch", 422, 3)]
    [InlineData(ErrorCode.UnsupportedCombination, "unsupported_combination", 422, 12)]
    [InlineData(ErrorCode.BudgetExceeded, "budget_exceeded", 422, 3)]
    [InlineData(ErrorCode.QueueFull, "queue_full", 429, 8)]
    [InlineData(ErrorCode.DeadlineExceeded, "deadline_exceeded", 504, 4)]
    [InlineData(ErrorCode.Cancelled, "cancelled", 499, 1)]
    [InlineData(ErrorCode.NumericalFailure, "numerical_failure", 500, 13)]
    [InlineData(ErrorCode.ArtifactInvalid, "artifact_invalid", 500, 15)]
    [InlineData(ErrorCode.Draining, "draining", 503, 14)]
    [InlineData(ErrorCode.Unauthenticated, "unauthenticated", 401, 16)]
    [InlineData(ErrorCode.PermissionDenied, "permission_denied", 403, 7)]
    [InlineData(ErrorCode.RateLimited, "rate_limited", 429, 8)]
    public void Names_and_statuses_are_fixed(ErrorCode code, string name, int http, int grpc)
    {
        var row = ErrorTable.Of(code);
        Assert.Equal((name, http, grpc, "urn:genphys:error:" + name), (row.Name, row.HttpStatus, row.GrpcStatus, row.Type));
    }
}
