using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Support;
using Google.Protobuf;
using Grpc.Core;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests.Grpc;

/// <summary>Whatever goes wrong carries the code and the pointer that REST would tell.</summary>
public sealed class ErrorTests : IAsyncLifetime
{
    private RunningHost _host = null!;
    private Exception? _fault;

    public static TheoryData<Proto.SampleRequest, StatusCode, ErrorCode, string?> BadRequests => new()
    {
        { GrpcCalls.Request(0), StatusCode.InvalidArgument, ErrorCode.Validation, "/count" },
        { GrpcCalls.Request(1001), StatusCode.InvalidArgument, ErrorCode.BudgetExceeded, "/count" },
        { new() { Model = "gaussian", Count = 1, Seed = -1 }, StatusCode.InvalidArgument, ErrorCode.Validation, "/seed" },
        { new() { Model = "gaussian", Count = 1, DeadlineMs = 0 }, StatusCode.InvalidArgument, ErrorCode.Validation, "/deadlineMs" },
        { GrpcCalls.Request(1, new() { Steps = 3 }), StatusCode.InvalidArgument, ErrorCode.Validation, "/sampler/kind" },
        { GrpcCalls.Request(1, new() { Heun = new(), Steps = 0 }), StatusCode.InvalidArgument, ErrorCode.Validation, "/sampler/steps" },
        { GrpcCalls.Request(1, new() { Heun = new(), Schedule = new() { SigmaMin = 1 } }), StatusCode.InvalidArgument, ErrorCode.Validation, "/sampler/schedule/kind" },
        { GrpcCalls.Request(1, new() { Heun = new(), Schedule = new() { Edm = new() { Rho = double.NaN } } }), StatusCode.InvalidArgument, ErrorCode.Validation, "/sampler/schedule/rho" },
        { GrpcCalls.Request(1, new() { EdmStochastic = new() { SNoise = -1 } }), StatusCode.InvalidArgument, ErrorCode.Validation, "/sampler/sNoise" },
        { new() { Model = "chessboard", Count = 1 }, StatusCode.NotFound, ErrorCode.ModelNotFound, null },
        { Proto.SampleRequest.Parser.ParseFrom(new byte[] { 0x0a, 0x01, (byte)'g', 0xf8, 0x07, 0x01 }), StatusCode.InvalidArgument, ErrorCode.UnknownMember, "" },
    };

    public static TheoryData<ErrorCode> Codes => [.. Enum.GetValues<ErrorCode>()];

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(
        args: ["--Limits:MaxRows=1000"],
        around: service => new WatchedService(service) { Before = (_, _) => _fault is null ? Task.CompletedTask : Task.FromException(_fault) });

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_request_that_cannot_be_served(Proto.SampleRequest request, StatusCode status, ErrorCode code, string? pointer)
    {
        var unary = await GrpcCalls.RefusedAsync(() => _host.Grpc().SampleAsync(request).ResponseAsync, status);
        Assert.Equal((code, pointer), (unary.Code, unary.Pointer));
        using var call = _host.Grpc().SampleStream(request);
        var stream = await GrpcCalls.RefusedAsync(() => call.ResponseStream.MoveNext(), status);
        Assert.Equal((code, pointer), (stream.Code, stream.Pointer));
        Assert.Empty(_host.Log.Complaints);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_code_has_its_status_and_its_details(ErrorCode code)
    {
        _fault = new GenPhysException(code, "größer\nthan it may be", "/a~1b", TimeSpan.FromSeconds(3));
        var known = await GrpcCalls.RefusedAsync(() => _host.Grpc().SampleAsync(GrpcCalls.Request(1)).ResponseAsync, (StatusCode)ErrorTable.Of(code).GrpcStatus);
        Assert.Equal((code, "/a~1b"), (known.Code, known.Pointer));
        var mayRetry = ErrorTable.Of(code).HttpStatus is 429 or 503;
        Assert.Equal(mayRetry ? TimeSpan.FromSeconds(3) : null, known.RetryAfter);
    }

    [Fact]
    public async Task Every_fault_of_the_values_is_told()
    {
        var request = new Proto.SampleRequest { Model = "gaussian", Count = 0, Seed = -1, Sampler = new() { Euler = new(), Steps = 20_000 } };
        var known = await GrpcCalls.RefusedAsync(() => _host.Grpc().SampleAsync(request).ResponseAsync, StatusCode.InvalidArgument);
        Assert.Equal(
            [(ErrorCode.Validation, "/count"), (ErrorCode.Validation, "/seed"), (ErrorCode.BudgetExceeded, "/sampler/steps")],
            known.Violations.Select(violation => (violation.Code, violation.Pointer)));
    }

    [Fact]
    public async Task A_fault_of_the_service_is_logged_and_not_shown()
    {
        _fault = new InvalidOperationException("secret");
        var known = await GrpcCalls.RefusedAsync(() => _host.Grpc().SampleAsync(GrpcCalls.Request(1)).ResponseAsync, StatusCode.Internal);
        Assert.Equal(ErrorCode.Internal, known.Code);
        Assert.DoesNotContain("secret", known.Message, StringComparison.Ordinal);
        Assert.Equal("secret", Assert.Single(_host.Log.Complaints).Exception?.Message);
    }

    [Fact]
    public async Task An_oversized_message_is_refused()
    {
        var request = new Proto.SampleRequest { Model = new string('m', 2 << 20), Count = 1 };
        var failure = await Assert.ThrowsAsync<RpcException>(() => _host.Grpc().SampleAsync(request).ResponseAsync);
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public void A_status_of_somebody_else_is_not_taken_for_ours()
    {
        Assert.Null(new RpcException(new Status(StatusCode.Unavailable, "gone")).ToContract());
        var broken = new Metadata { { ErrorMapping.DetailsTrailer, new byte[] { 8, 9, 255 } } };
        Assert.Null(new RpcException(new Status(StatusCode.Unavailable, "gone"), broken).ToContract());
        var other = new Protos.Rpc.Status { Details = { Google.Protobuf.WellKnownTypes.Any.Pack(new Protos.Rpc.ErrorInfo { Reason = "VALIDATION", Domain = "other" }) } };
        Assert.Null(new RpcException(new Status(StatusCode.Unknown, ""), new Metadata { { ErrorMapping.DetailsTrailer, other.ToByteArray() } }).ToContract());
    }
}
