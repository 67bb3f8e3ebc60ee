using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests;

/// <summary>Samples held against a constraint, and drawn anew until they obey it. One Gaussian, s = 0.5, and a disc of radius s.</summary>
public sealed class VerificationTests : IAsyncLifetime
{
    private const string Disc = """{ "kind": "disc", "center": [0, 0], "radius": 0.5 }""";

    // The solver with 18 steps makes the deviation 1.055249 times what it should be.
    private static readonly double Outside = Math.Exp(-0.5 / (1.055249 * 1.055249));

    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Verdicts_are_those_of_the_samples_in_the_answer()
    {
        var body = $$"""{ "count": 4000, "seed": 3, "verify": {{Disc}} }""";
        var answer = await _host.Client.SampleAsync(body);
        var plain = await _host.Client.SampleAsync("""{ "count": 4000, "seed": 3 }""");
        var verification = answer.Verification!;
        Assert.Equal(plain.Flat(), answer.Flat());
        Assert.Null(plain.Verification);
        Assert.Equal(answer.Samples.Select(x => Math.Sqrt(((double)x![0] * x[0]) + ((double)x[1] * x[1])) <= 0.5), verification.Satisfied);
        Assert.Equal(verification.Satisfied.Count(satisfied => !satisfied), verification.Violations);
        Assert.Equal(verification.Violations / 4000.0, verification.Rate);
        Assert.Null(verification.Rejection);

        // Four standard errors.
        Assert.Equal(Outside, verification.Rate, 0.031);

        var grpc = (await _host.Grpc().SampleAsync(Request(body))).ToContract();
        Assert.Equal(verification.Satisfied, grpc.Verification!.Satisfied);
        Assert.Equal((verification.Violations, verification.Rate), (grpc.Verification.Violations, grpc.Verification.Rate));

        using var binary = await _host.Client.SendAsync(Http.Sample(body, accept: "application/octet-stream"));
        var header = JsonSerializer.Deserialize(binary.Header("X-GenPhys-Verification")!, ContractsJson.Default.Verification)!;
        Assert.Equal(verification.Violations, header.Violations);
        Assert.Equal(
            verification.Satisfied.Index().Where(row => !row.Item).Select(row => row.Index).Take(1000),
            binary.Header("X-GenPhys-Unsatisfied-Rows")!.Split(',').Select(int.Parse));
    }

    [Fact]
    public async Task Rejection_leaves_samples_that_obey_and_tells_what_it_took()
    {
        var body = $$"""{ "count": 500, "seed": 3, "verify": {{Disc}}, "rejection": { "parallel": 4, "maxRounds": 16 } }""";
        var answer = await _host.Client.SampleAsync(body);
        var verification = answer.Verification!;
        var rejection = verification.Rejection!;
        Assert.All(answer.Samples, x => Assert.True(Math.Sqrt(((double)x![0] * x[0]) + ((double)x[1] * x[1])) <= 0.5));
        Assert.Equal((0, 0.0, 500), (verification.Violations, verification.Rate, rejection.Accepted));
        Assert.All(verification.Satisfied, Assert.True);
        Assert.InRange(rejection.Rounds, 2, 16);
        Assert.Equal((double)rejection.Violations / rejection.Drawn, rejection.Rate);
        Assert.Equal(Outside, rejection.Rate, 0.055);
        Assert.Equal(35 * rejection.Drawn, rejection.Evaluations);
        Assert.Equal(35, answer.Nfe);
        Assert.Empty(answer.FailedRows);

        // What passes at the first attempt is what the request without rejection gives.
        var plain = await _host.Client.SampleAsync($$"""{ "count": 500, "seed": 3, "verify": {{Disc}} }""");
        Assert.All(plain.Verification!.Satisfied.Index().Where(row => row.Item), row => Assert.Equal(plain.Samples[row.Index], answer.Samples[row.Index]));
    }

    [Fact]
    public async Task Rejection_is_reproducible_whatever_else_is_drawn()
    {
        string Body(int count, int parallel, int rounds) =>
            $$"""{ "count": {{count}}, "seed": 9, "verify": {{Disc}}, "rejection": { "parallel": {{parallel}}, "maxRounds": {{rounds}} } }""";

        var whole = await _host.Client.SampleAsync(Body(300, 4, 16));
        Assert.Equal(whole.Flat(), (await _host.Client.SampleAsync(Body(300, 4, 16))).Flat());
        Assert.Equal(whole.Flat()[..200], (await _host.Client.SampleAsync(Body(100, 4, 16))).Flat());

        // The attempts of a row are counted through the rounds, so their grouping does not matter.
        Assert.Equal(whole.Flat(), (await _host.Client.SampleAsync(Body(300, 1, 64))).Flat());
        Assert.Equal(whole.Flat(), (await _host.Client.SampleAsync(Body(300, 64, 1))).Flat());
        Assert.Equal(whole.Flat(), (await _host.Grpc().SampleAsync(Request(Body(300, 4, 16)))).Samples);
    }

    [Fact]
    public async Task Rows_that_no_attempt_satisfies_are_named()
    {
        // Far out: few rows or none get there in eight attempts.
        var answer = await _host.Client.SampleAsync(
            """{ "count": 50, "seed": 3, "verify": { "kind": "halfPlane", "normal": [-1, 0], "offset": -1 }, "rejection": { "parallel": 2, "maxRounds": 4 } }""");
        var verification = answer.Verification!;
        Assert.InRange(verification.Rejection!.Accepted, 1, 40);
        Assert.Equal(50 - verification.Rejection.Accepted, verification.Violations);
        Assert.Equal(4, verification.Rejection.Rounds);
        Assert.Equal(answer.FailedRows.Select(row => row.Row), verification.Satisfied.Index().Where(row => !row.Item).Select(row => row.Index));
        Assert.All(answer.Samples.Index(), row => Assert.Equal(verification.Satisfied[row.Index], row.Item is [>= 1, _]));
        Assert.All(answer.FailedRows, row => Assert.StartsWith("rejected", row.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_infraction_rate_can_be_read_off_the_metrics()
    {
        var answer = await _host.Client.SampleAsync($$"""{ "count": 100, "seed": 1, "verify": {{Disc}}, "rejection": { "maxRounds": 2 } }""");
        var text = await _host.Client.GetStringAsync("/metrics");
        Assert.Contains($"genphys_samples_verified_total{{model=\"gaussian\"}} {answer.Verification!.Rejection!.Drawn}", text, StringComparison.Ordinal);
        Assert.Contains($"genphys_samples_violating_total{{model=\"gaussian\"}} {answer.Verification.Rejection.Violations}", text, StringComparison.Ordinal);
    }

    private static Proto.SampleRequest Request(string body) =>
        StrictJson.Read(System.Text.Encoding.UTF8.GetBytes(body), ContractsJson.Default.SampleRequest).ToProto("gaussian");
}
