using System.Collections.Concurrent;
using GenPhys.Grpc.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace GenPhys.Grpc.Tests;

public sealed class InterceptorTests
{
    [Fact]
    public async Task Server_interceptors_wrap_all_four_kinds_in_order()
    {
        var journal = new Journal();
        await using TestServer server = await TestServer.StartAsync(
            options =>
            {
                options.Interceptors.Add<Recorder>("outer");
                options.Interceptors.Add<Recorder>("inner");
            },
            services => services.AddSingleton(journal));
        using GrpcChannel channel = server.Connect();
        var client = new Echo.EchoClient(channel);

        await client.SayAsync(new Message());
        using (AsyncServerStreamingCall<Message> call = client.Repeat(new RepeatRequest { Message = new Message(), Count = 1 }))
        {
            await call.ResponseStream.ReadAllAsync().LastAsync();
        }

        using (AsyncClientStreamingCall<Message, Summary> call = client.Collect())
        {
            await call.RequestStream.CompleteAsync();
            await call;
        }

        using (AsyncDuplexStreamingCall<Message, Message> call = client.Chat())
        {
            await call.RequestStream.CompleteAsync();
            await call.ResponseStream.MoveNext();
        }

        string[] kinds = ["unary", "server stream", "client stream", "duplex"];
        Assert.Equal(
            kinds.SelectMany(kind => new[] { $"outer {kind}", $"inner {kind}", $"inner {kind} ends", $"outer {kind} ends" }),
            journal.Lines);
    }

    [Fact]
    public async Task Server_interceptor_may_refuse_a_call()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Interceptors.Add<Guard>());
        using GrpcChannel channel = server.Connect();
        var client = new Echo.EchoClient(channel);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new Message()));
        Assert.Equal(new Status(StatusCode.Unauthenticated, "no key"), failure.Status);
        Assert.Equal("in", (await client.SayAsync(new Message { Text = "in" }, new Metadata { { "x-key", "k" } })).Text);
    }

    [Fact]
    public async Task Shared_interceptor_comes_from_the_services()
    {
        var guard = new Counter();
        await using TestServer server = await TestServer.StartAsync(
            options => options.Interceptors.Add<Counter>(), services => services.AddSingleton(guard));
        using GrpcChannel channel = server.Connect();
        await new Echo.EchoClient(channel).SayAsync(new Message());
        await new Echo.EchoClient(channel).SayAsync(new Message());

        Assert.Equal(2, guard.Calls);
    }

    [Fact]
    public async Task Service_options_start_as_a_copy_of_the_servers()
    {
        await using TestServer server = await TestServer.StartAsync(
            options => options.MaxReceiveMessageSize = 100,
            services => services.AddGrpc().AddServiceOptions<EchoService>(options => options.MaxSendMessageSize = 50));
        using GrpcChannel channel = server.Connect();
        var client = new Echo.EchoClient(channel);

        Assert.Equal(40, (await client.SayAsync(new Message { Text = new string('a', 40) })).Text.Length);
        foreach (int size in new[] { 60, 200 })
        {
            RpcException failure = await Assert.ThrowsAsync<RpcException>(
                async () => await client.SayAsync(new Message { Text = new string('a', size) }));
            Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
            Assert.StartsWith(size == 60 ? "Sending" : "Received", failure.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Client_interceptors_see_and_change_calls_in_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        using GrpcChannel channel = server.Connect();
        var client = new Echo.EchoClient(channel.Intercept(new Stamp("first"), new Stamp("second")));
        using AsyncUnaryCall<Message> call = client.SayAsync(new Message());
        await call;

        // HTTP lets a sender join the values of a name with commas.
        Assert.Equal("first, second", string.Join(", ", call.GetTrailers().GetAll("x-back-stamp").Select(entry => entry.Value)));
    }

    private sealed class Journal
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IEnumerable<string> Lines => lines;

        public void Write(string line) => lines.Enqueue(line);
    }

    private sealed class Recorder(string name, Journal journal) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("unary", () => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("client stream", () => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("server stream", async () =>
            {
                await continuation(request, responseStream, context);
                return true;
            });

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("duplex", async () =>
            {
                await continuation(requestStream, responseStream, context);
                return true;
            });

        private async Task<T> AroundAsync<T>(string kind, Func<Task<T>> call)
        {
            journal.Write($"{name} {kind}");
            T result = await call();
            journal.Write($"{name} {kind} ends");
            return result;
        }
    }

    private sealed class Guard : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            context.RequestHeaders.GetValue("x-key") is null
                ? throw new RpcException(new Status(StatusCode.Unauthenticated, "no key"))
                : continuation(request, context);
    }

    private sealed class Counter : Interceptor
    {
        private int calls;

        public int Calls => calls;

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            Interlocked.Increment(ref calls);
            return continuation(request, context);
        }
    }

    private sealed class Stamp(string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Metadata headers = [.. context.Options.Headers ?? Metadata.Empty, new Metadata.Entry("x-back-stamp", name)];
            return continuation(
                request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }
}
