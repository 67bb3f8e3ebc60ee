using System.Net;
using GenPhys.Client.Tests.Support;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GenPhys.Client.Tests;

/// <summary>What goes wrong reads the same over both protocols.</summary>
public sealed class ErrorTests
{
    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task The_service_s_own_words_arrive_with_code_and_pointer(GenPhysProtocol protocol)
    {
        await using var host = await RunningHost.StartAsync();
        using var client = host.Client(protocol);

        var failure = await Clients.RefusedAsync(() => client.SampleAsync("gaussian", new() { Count = 0 }));
        Assert.Equal((ErrorCode.Validation, "/count"), (failure.Code, failure.Pointer));

        failure = await Clients.RefusedAsync(() => client.SampleAsync("gaussian", new() { Count = 0, Seed = -1 }));
        Assert.Equal(["/count", "/seed"], failure.Violations.Select(violation => violation.Pointer));

        failure = await Clients.RefusedAsync(() => client.EncodeAsync("gaussian", new() { Points = [[1, 2, 3]] }));
        Assert.Equal(ErrorCode.ShapeMismatch, failure.Code);

        failure = await Clients.RefusedAsync(() => client.LikelihoodAsync("nothing", new() { Points = [[1, 2]] }));
        Assert.Equal(ErrorCode.ModelNotFound, failure.Code);

        failure = await Clients.RefusedAsync(() => client.CancelAsync("nobody"));
        Assert.Equal(ErrorCode.RequestNotFound, failure.Code);

        failure = await Clients.RefusedAsync(() => client.SampleAsync("gaussian", new() { Count = 1, DeadlineMs = -5 }));
        Assert.Equal((ErrorCode.Validation, "/deadlineMs"), (failure.Code, failure.Pointer));

        failure = await Clients.RefusedAsync(() => client.SampleAsync("gaussian", new() { Count = 1, RequestId = "two words" }));
        Assert.Equal(ErrorCode.Validation, failure.Code);

        failure = await Clients.RefusedAsync(async () =>
        {
            await foreach (var _ in client.SampleStreamAsync("gaussian", new() { Count = int.MaxValue }))
            {
                Assert.Fail("A refused request has no events.");
            }
        });
        Assert.Equal((ErrorCode.BudgetExceeded, "/count"), (failure.Code, failure.Pointer));
        Assert.Empty(host.Log.Complaints);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_key_that_is_missing_wrong_or_too_weak_is_told(GenPhysProtocol protocol)
    {
        var (strong, weak) = (Contracts.Security.ApiKey.New(), Contracts.Security.ApiKey.New());
        await using var host = await RunningHost.StartAsync(args:
        [
            $"--Security:Keys:strong:Hash={Contracts.Security.ApiKey.Hash(strong)}", "--Security:Keys:strong:Scopes=operate sample",
            $"--Security:Keys:weak:Hash={Contracts.Security.ApiKey.Hash(weak)}", "--Security:Keys:weak:Scopes=sample",
        ]);
        using (var client = host.Client(protocol))
        {
            Assert.Equal(ErrorCode.Unauthenticated, (await Clients.RefusedAsync(() => client.SampleAsync("gaussian", Clients.Short))).Code);
            Assert.Equal(ServiceHealth.Ready, await client.CheckHealthAsync());
        }

        using (var client = host.Client(protocol, options => options.ApiKey = weak))
        {
            Assert.Equal(8, (await client.SampleAsync("gaussian", Clients.Short)).Count);
            Assert.Equal(ErrorCode.PermissionDenied, (await Clients.RefusedAsync(() => client.LoadModelAsync("gaussian"))).Code);
        }

        // The provider's word travels as a bearer token, which keys may do too.
        var asked = 0;
        using (var client = host.Client(protocol, options => options.TokenProvider = _ => ValueTask.FromResult(asked++ == 0 ? weak : strong)))
        {
            Assert.Equal(8, (await client.SampleAsync("gaussian", Clients.Short)).Count);
            Assert.Equal(ModelState.Ready, (await client.LoadModelAsync("gaussian")).State);
        }

        Assert.Equal(2, asked);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task An_answer_of_somebody_else_is_not_taken_for_the_service_s(GenPhysProtocol protocol)
    {
        var gate = new Gate(async (http, _) =>
        {
            http.Response.StatusCode = (int)HttpStatusCode.BadGateway;
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<h1>Bad gateway</h1>");
        });
        await using var host = await RunningHost.StartAsync(services: services => services.AddSingleton<IStartupFilter>(gate));
        using var client = host.Client(protocol);
        var failure = await Assert.ThrowsAsync<GenPhysTransportException>(() => client.SampleAsync("gaussian", Clients.Short).WaitAsync(Clients.Patience));
        Assert.Contains("502", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.NothingSent);
        Assert.Equal(1, gate.Passed);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task An_answer_that_breaks_off_is_not_asked_for_again(GenPhysProtocol protocol)
    {
        var gate = new Gate((http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        await using var host = await RunningHost.StartAsync(services: services => services.AddSingleton<IStartupFilter>(gate));
        using var client = host.Client(protocol);
        var failure = await Assert.ThrowsAsync<GenPhysTransportException>(() => client.SampleAsync("gaussian", Clients.Short).WaitAsync(Clients.Patience));
        Assert.False(failure.NothingSent);
        Assert.Equal(1, gate.Passed);
    }

    /// <summary>Stands before the service and answers in its place.</summary>
    private sealed class Gate(Func<HttpContext, RequestDelegate, Task> answer) : IStartupFilter
    {
        private int _passed;

        public int Passed => _passed;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, inner) =>
            {
                Interlocked.Increment(ref _passed);
                return answer(http, inner);
            });
            next(app);
        };
    }
}
