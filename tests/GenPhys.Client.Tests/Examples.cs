using GenPhys.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace GenPhys.Client.Tests;

/// <summary>The examples of the client's README, word for word between the markers, and what each of them found.</summary>
internal static class Examples
{
    public static async Task<(float First, int Count)> FirstAsync(Uri service)
    {
        // <first>
        using var client = GenPhysClient.Create(new() { Address = service });
        var samples = await client.SampleAsync("checkerboard", new() { Count = 256, Seed = 7 });
        for (var row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<float> point = samples.Row(row);
            Console.WriteLine($"{point[0]} {point[1]}");
        }
        // </first>
        return (samples.Row(0)[0], samples.Count);
    }

    public static async Task<ServiceHealth> RegisteredAsync(Uri service, string? key)
    {
        // <registered>
        var services = new ServiceCollection();
        services.AddGenPhysClient(options =>
        {
            options.Protocol = GenPhysProtocol.Grpc;
            options.Address = service;
            options.ApiKey = key;
            options.Deadline = TimeSpan.FromSeconds(30);
        });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IGenPhysClient>();
        var health = await client.CheckHealthAsync();
        // </registered>
        return health;
    }

    public static async Task<float[]> RequestedAsync(IGenPhysClient client)
    {
        // <request>
        var samples = await client.SampleAsync("checkerboard", new()
        {
            Count = 1000,
            Seed = 7,
            Sampler = new HeunSampler { Steps = 32, Schedule = new EdmSchedule { SigmaMax = 80, Rho = 7 } },
            Restart = [new() { TMin = 0.06, TMax = 0.3, Points = 3, Repeats = 2 }],
        });
        // </request>
        return samples.Answer.Samples;
    }

    public static async Task<int> ProgressAsync(IGenPhysClient client, CancellationToken ct)
    {
        var seen = 0;
        // <progress>
        await foreach (var found in client.SampleStreamAsync("checkerboard", new() { Count = 2000 }, ct))
        {
            switch (found)
            {
                case SampleProgressed { Progress: var progress }:
                    Console.WriteLine($"{100.0 * progress.EvaluationsDone / progress.Evaluations:0} %");
                    break;
                case SampleCompleted { Samples: var samples }:
                    Console.WriteLine($"{samples.Count} rows, {samples.Answer.Nfe} evaluations each");
                    seen = samples.Count;
                    break;
            }
        }
        // </progress>
        return seen;
    }

    public static async Task<(double Likelihood, double Error, int Way)> FlowAsync(IGenPhysClient client)
    {
        // <flow>
        double[][] points = [[0.5, 0.5], [0.5, -0.5]];
        var likelihoods = await client.LikelihoodAsync("checkerboard", new() { Points = points });
        var latents = await client.EncodeAsync("checkerboard", new() { Points = points });
        var way = await client.InterpolateAsync("checkerboard", new()
        {
            Ends = [new() { Seed = 1 }, new() { Point = [0.5, 0.5] }],
            Steps = 5,
        });
        // </flow>
        return (likelihoods.LogLikelihoods[0]!.Value, latents.RoundTripErrors[0]!.Value, way.Points.Count);
    }

    public static async Task<(int Violations, bool[] Contains)> ConstraintAsync(IGenPhysClient client)
    {
        // <constraint>
        var allowed = new CheckerboardConstraint { Origin = [-2, -2], Cell = 1, Columns = 4, Rows = 4, Parity = 0 };
        var samples = await client.SampleAsync("checkerboard", new() { Count = 100, Verify = allowed, Rejection = new() { Parallel = 4 } });
        Console.WriteLine($"{samples.Answer.Verification!.Violations} of {samples.Count} do not obey");
        var verdict = await client.CheckConstraintAsync(new() { Points = [[0.5, 0.5], [0.5, -0.5]], Constraint = allowed });
        // </constraint>
        return (samples.Answer.Verification.Violations, verdict.Contains);
    }

    public static async Task<string?> ErrorAsync(IGenPhysClient client)
    {
        string? pointer = null;
        // <error>
        try
        {
            await client.SampleAsync("checkerboard", new() { Count = 0 });
        }
        catch (GenPhysException refused) when (refused.Code == ErrorCode.Validation)
        {
            Console.WriteLine($"{refused.Pointer}: {refused.Message}");
            pointer = refused.Pointer;
        }
        // </error>
        return pointer;
    }

    public static async Task<ErrorCode> CancelAsync(IGenPhysClient client, Task started)
    {
        var code = ErrorCode.Internal;
        // <cancel>
        var running = client.SampleAsync("checkerboard", new() { Count = 100_000, RequestId = "mine-1" });
        await started;
        await client.CancelAsync("mine-1");
        try
        {
            await running;
        }
        catch (GenPhysException ended)
        {
            code = ended.Code;
        }
        // </cancel>
        return code;
    }

    public static async Task<ModelState> OperateAsync(IGenPhysClient client)
    {
        // <operate>
        foreach (var model in await client.ListModelsAsync())
        {
            Console.WriteLine($"{model.Name} {model.Version} {model.State}");
        }

        var loaded = await client.LoadModelAsync("checkerboard");
        // </operate>
        return loaded.State;
    }
}
