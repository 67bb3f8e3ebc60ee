using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenPhys.Bench.Processes;

/// <summary>A way in which the peer can do the same work.</summary>
/// <param name="Variant"><c>eager</c> or <c>script</c> (TorchScript).</param>
/// <param name="Batch">Rows of one evaluation.</param>
/// <param name="LevelPerRow">Whether the network gets one noise level per row, as a service needs, or one per batch.</param>
internal sealed record PeerJob(string Variant, int Batch, bool LevelPerRow);

/// <summary>The PyTorch peer as a child process that answers one JSON command per line.</summary>
internal sealed class PeerWorker : IDisposable
{
    private readonly Process process;

    public PeerWorker(string artifact)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Repository.Peer, "worker", artifact])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("python3 did not start.");
    }

    /// <summary>Samples with Heun: the seconds it took, and the first samples.</summary>
    public (double Seconds, double[][] Samples) Sample(PeerJob job, int rows, int steps, int threads)
    {
        var answer = Ask(new JsonObject
        {
            ["op"] = "sample",
            ["rows"] = rows,
            ["steps"] = steps,
            ["variant"] = job.Variant,
            ["batch"] = job.Batch,
            ["perRow"] = job.LevelPerRow,
            ["threads"] = threads,
        });
        return ((double)answer["seconds"]!, answer["samples"].Deserialize<double[][]>()!);
    }

    /// <summary>Trains the network with denoising score matching, Adam and a moving average of the weights: the seconds that it took.</summary>
    public double Train(int rows, int steps, bool foreachUpdates, int threads)
    {
        var answer = Ask(new JsonObject
        {
            ["op"] = "train",
            ["rows"] = rows,
            ["steps"] = steps,
            ["foreach"] = foreachUpdates,
            ["threads"] = threads,
        });
        return (double)answer["seconds"]!;
    }

    /// <summary>
    /// Seconds per evaluated row that the network's matrix products alone take, at best: with the noise embedding's
    /// products, and with those folded into a bias that all rows of one noise level share (and its operations then).
    /// </summary>
    public (double Full, double Folded, double Operations) MatrixProducts(int rows, int repeats, int threads)
    {
        var answer = Ask(new JsonObject
        {
            ["op"] = "products",
            ["rows"] = rows,
            ["repeats"] = repeats,
            ["threads"] = threads,
        });
        return ((double)answer["full"]!, (double)answer["folded"]!, (double)answer["operations"]!);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private JsonNode Ask(JsonObject command)
    {
        process.StandardInput.WriteLine(command.ToJsonString());
        var line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The peer ended without an answer.");
        return JsonNode.Parse(line)!;
    }
}
