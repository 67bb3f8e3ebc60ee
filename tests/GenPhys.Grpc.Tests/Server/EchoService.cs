using GenPhys.Grpc.Tests.Protos;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;

namespace GenPhys.Grpc.Tests;

/// <summary>The service under test; the headers of a request ask for trailers, early headers or a compressed answer.</summary>
internal sealed class EchoService(Gates gates, HealthServiceImpl health) : Echo.EchoBase
{
    public override async Task<Message> Say(Message request, ServerCallContext context)
    {
        foreach (Metadata.Entry entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-back-", StringComparison.Ordinal)))
        {
            context.ResponseTrailers.Add(entry);
        }

        if (context.GetHttpContext().Request.Headers.TryGetValue("grpc-encoding", out var encoding))
        {
            context.ResponseTrailers.Add("x-request-encoding", encoding.ToString());
        }

        if (context.RequestHeaders.GetValue("x-gzip") is not null)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        }
        else if (context.RequestHeaders.GetValue("x-early") is { } early)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-early", early } });
        }

        return request;
    }

    public override async Task Repeat(RepeatRequest request, IServerStreamWriter<Message> responseStream, ServerCallContext context)
    {
        try
        {
            for (int i = 0; i < request.Count; i++)
            {
                await responseStream.WriteAsync(request.Message);
            }
        }
        finally
        {
            gates.Leave(request.Message.Text);
        }
    }

    public override async Task<Summary> Collect(IAsyncStreamReader<Message> requestStream, ServerCallContext context)
    {
        var summary = new Summary();
        await foreach (Message message in requestStream.ReadAllAsync())
        {
            summary.Bytes += message.Data.Length;
            summary.Messages++;
        }

        return summary;
    }

    public override async Task Chat(
        IAsyncStreamReader<Message> requestStream,
        IServerStreamWriter<Message> responseStream,
        ServerCallContext context)
    {
        await foreach (Message message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(message, context.CancellationToken);
        }
    }

    public override async Task<Message> Linger(Message request, ServerCallContext context)
    {
        context.CancellationToken.Register(() => gates.Cancel(request.Text));
        gates.Enter(request.Text);
        await gates.OpenedAsync(request.Text);
        gates.Leave(request.Text);
        return request;
    }

    public override async Task<Message> Wait(Message request, ServerCallContext context)
    {
        gates.Enter(request.Text);
        try
        {
            var never = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
            return await never.Task.WaitAsync(context.CancellationToken);
        }
        finally
        {
            gates.Leave(request.Text);
        }
    }

    public override Task<Message> Report(Message request, ServerCallContext context)
    {
        health.SetStatus(request.Text, HealthCheckResponse.Types.ServingStatus.Serving);
        return Task.FromResult(request);
    }

    public override Task<Message> Fail(FailRequest request, ServerCallContext context)
    {
        if (request.Crash)
        {
            throw new InvalidDataException(request.Detail);
        }

        throw new RpcException(
            new Status((StatusCode)request.Code, request.Detail),
            new Metadata { { "x-reason", "asked" }, { "grpc-status-details-bin", [8, (byte)request.Code, 0xff] } });
    }
}
