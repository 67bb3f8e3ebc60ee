using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GenPhys.Bench.Processes;

/// <summary>A server in a process of its own on a free port of this machine, stopped when disposed.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process process;

    private Server(string name, Process process, int port, int? grpcPort)
    {
        Name = name;
        this.process = process;
        Address = new Uri($"http://127.0.0.1:{port}");
        GrpcAddress = grpcPort is null ? null : new Uri($"http://127.0.0.1:{grpcPort}");
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Where it answers gRPC; null if it does not.</summary>
    public Uri? GrpcAddress { get; }

    /// <summary>Processor time that the server has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the GenPhys service on the shipped models.</summary>
    /// <param name="name">What the tables call it.</param>
    /// <param name="settings">Settings of the service, such as <c>Engine:Threads=2</c>.</param>
    public static Task<Server> StartServiceAsync(string name, params string[] settings)
    {
        var (port, grpcPort) = (FreePort(), FreePort());
        var start = new ProcessStartInfo(
            "dotnet",
            [Repository.Service, $"--Http:Port={port}", $"--Grpc:Port={grpcPort}", .. settings.Select(setting => "--" + setting)])
        {
            WorkingDirectory = Path.GetDirectoryName(Repository.Service),
        };
        start.Environment["GENPHYS_MODELS"] = Repository.Models;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return StartAsync(name, start, port, "/health/ready", grpcPort);
    }

    /// <summary>Starts the PyTorch peer with dynamic batching of whole requests.</summary>
    public static Task<Server> StartPeerAsync(string artifact, int threads)
    {
        var port = FreePort();
        return StartAsync(
            "python3-torch, dynamic batching",
            new ProcessStartInfo("/usr/bin/python3", [Repository.Peer, "serve", artifact, $"{port}", "--threads", $"{threads}"]),
            port,
            "/");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<Server> StartAsync(string name, ProcessStartInfo start, int port, string readiness, int? grpcPort = null)
    {
        start.RedirectStandardOutput = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new Server(name, process, port, grpcPort);

        using var client = new HttpClient { BaseAddress = server.Address };
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await retry.WaitForNextTickAsync(patience.Token))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{name} ended with code {process.ExitCode} before it was ready.");
            }
            try
            {
                using var answer = await client.GetAsync(readiness, patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    break;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
