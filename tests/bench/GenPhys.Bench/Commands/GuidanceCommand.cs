using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Bench.Commands;

/// <summary>What guidance adds to a tick: backward passes, Monte Carlo draws, classifiers.</summary>
internal static class GuidanceCommand
{
    private const int Steps = 12;
    private const int MostClassifiers = 4;

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var rounds = CommonOptions.Rounds(15);
        var rows = new Option<int>("--rows") { Description = "Rows of a tick.", DefaultValueFactory = _ => 512 };
        var threads = new Option<int>("--threads") { Description = "Threads of the network.", DefaultValueFactory = _ => 1 };
        var command = new Command("guidance", "Cost of a tick by the terms added to the field.") { model, rounds, rows, threads };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(model)!, parsed.GetValue(rounds), parsed.GetValue(rows), new NetworkOptions { Threads = parsed.GetValue(threads) }));
        return command;
    }

    private static async Task RunAsync(string name, int rounds, int rows, NetworkOptions networks)
    {
        var busy = new BusyCores();
        var folder = Repository.Artifact(name);
        var manifest = ManifestFile.Read(folder);
        await using var engine = new InferenceEngine();
        var built = await engine.RunAsync(() => manifest.Field.Build(manifest, new ArtifactFiles(folder), networks), CancellationToken.None);
        var classifiers = await engine.RunAsync(() => Classifiers(manifest, networks), CancellationToken.None);
        var model = await engine.AddModelAsync(name, built.Field, built.LanePrice, classifiers);
        var cases = Cases(manifest, classifiers).ToArray();
        var times = cases.ToDictionary(c => c.Name, _ => new Series());
        var noise = new[] { 1, 10, 100 }.ToDictionary(n => n, _ => new Series());
        for (var round = -3; round < rounds; round++)
        {
            foreach (var (label, terms) in cases)
            {
                var result = await engine.SubmitAsync(new EngineJob
                {
                    Model = model, Rows = rows, Seed = 1, Terms = terms, GroupSize = terms.Select(term => term.GroupSize).Append(1).Max(),
                    Program = new Euler().Program([.. new EdmNoiseSchedule().Levels(Steps), 0]),
                });
                if (round >= 0)
                {
                    times[label].Add(result.Run.TotalMicroseconds / Steps);
                }
            }

            foreach (var (n, series) in noise)
            {
                var microseconds = Draw(rows, n * model.Dimension);
                if (round >= 0)
                {
                    series.Add(microseconds);
                }
            }
        }

        Print(rows, rounds, built.Description, busy, cases, times, noise);
    }

    private static void Print(
        int rows,
        int rounds,
        string description,
        BusyCores busy,
        (string Name, GuidanceTerm[] Terms)[] cases,
        Dictionary<string, Series> times,
        Dictionary<int, Series> noise)
    {
        var plain = times[cases[0].Name];
        var one = times["loss, 1 draw"];
        var table = new Table("terms", "µs per tick", "spread", "times a tick without", "times 1 draw");
        foreach (var (label, _) in cases)
        {
            var series = times[label];
            table.Add(label, $"{series.Median:0}", $"± {series.RelativeSpread:P0}", $"{series.Over(plain).Median:0.00}", $"{series.Over(one).Median:0.00}");
        }

        Console.WriteLine(Machine.Describe(busy));
        Console.WriteLine($"{description}; ticks of {rows} rows, {Steps} to a request, {rounds} rounds in turn");
        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine();
        Console.WriteLine("Drawing the noise alone, µs per tick: " + string.Join(", ", noise.Select(n => $"{n.Key} draws {n.Value.Median:0}")));
        var ratios = new Table("ratio", "median", "spread", "gate");
        Ratio("a tick with a backward pass / one without", times["loss at the denoiser"].Over(plain), "2.3");
        Ratio("100 draws / 1 draw", times["loss, 100 draws"].Over(one), "1.3");
        Ratio("the noise of 100 draws alone / a tick with 1 draw", noise[100].Over(one), "");
        var perClassifier = Enumerable.Range(1, MostClassifiers).Select(k => (times[Stack(k)].Median - plain.Median) / k / plain.Median).ToArray();
        var mean = perClassifier.Average();
        ratios.Add(
            $"A11: a tick with K classifiers is 1 + {mean:0.00} K; farthest from it, of the slope",
            $"{perClassifier.Max(c => Math.Abs(c - mean)) / mean:P0}", "", "20 %");
        Console.WriteLine();
        Console.WriteLine(ratios);
        Console.WriteLine("One more classifier, in ticks without: " + string.Join(", ", perClassifier.Select(c => $"{c:0.00}")));

        void Ratio(string name, Series series, string gate) => ratios.Add(name, $"{series.Median:0.00}", $"± {series.RelativeSpread:P0}", gate);
    }

    private static IEnumerable<(string Name, GuidanceTerm[] Terms)> Cases(ModelManifest manifest, IReadOnlyList<Classifier> classifiers)
    {
        var context = new GuidanceContext(manifest, classifiers, Adaptive: false, JsonPointer.Root);
        var box = new BoxConstraint { Low = [0, 0], High = [1, 1] };
        GuidanceTerm[] Terms(GuidanceSpec spec) => [.. GuidanceRegistry.Create(spec, context)];
        GuidanceTerm[] Draws(int? draws, LossSpec loss) =>
            Terms(new LossGuidance { Loss = loss, Estimator = draws is null ? LossEstimator.Point : LossEstimator.MonteCarlo, Samples = draws });
        GuidanceTerm[] Loss(int? draws) => Draws(draws, new DistanceLoss { To = box, Weight = 40 });
        yield return ("none", []);
        yield return ("loss at the denoiser", Loss(null));
        yield return ("two losses at the denoiser", [.. Loss(null), .. Loss(null)]);
        yield return ("loss, 1 draw", Loss(1));
        yield return ("loss, 10 draws", Loss(10));
        yield return ("loss, 100 draws", Loss(100));
        for (var k = 1; k <= MostClassifiers; k++)
        {
            yield return (Stack(k), [.. classifiers.Take(k).Select(classifier => new ClassifierTerm(classifier, 0))]);
        }

        var disc = new DiscConstraint { Center = [0, 0], Radius = 1 };
        var board = new CheckerboardConstraint { Origin = [-2, -2], Cell = 1, Columns = 4, Rows = 4, Parity = 0 };
        yield return ("100 draws, distance to a disc", Draws(100, new DistanceLoss { To = disc }));
        yield return ("100 draws, distance to a checkerboard", Draws(100, new DistanceLoss { To = board }));
        yield return ("100 draws, occupancy of a disc", Draws(100, new OccupancyLoss { Of = disc, Form = OccupancyForm.Squared }));
        yield return ("100 draws, terminal", Draws(100, new TerminalLoss { Target = [0, 0] }));
        yield return ("100 draws, linear", Draws(100, new LinearLoss { Operator = new MatrixOperator { Rows = [[1, 1]] }, Measurement = [0] }));
        yield return ("100 draws, logistic", Draws(100, new LogisticLoss { Normal = [1, 0] }));
        yield return ("bridge to a box", Terms(new BridgeGuidance { To = box }));
        yield return ("bridge to a checkerboard", Terms(new BridgeGuidance { To = board }));
        yield return ("diffusion bridge to a checkerboard", Terms(new BridgeGuidance { To = board, Form = BridgeForm.Diffusion }));
        yield return ("particles, groups of 128", Terms(new ParticleGuidance { GroupSize = 128, Bandwidth = 1 }));
        yield return ("particles, groups of 16", Terms(new ParticleGuidance { GroupSize = 16, Bandwidth = 1 }));
    }

    private static string Stack(int k) => k == 1 ? "1 classifier" : $"{k} classifiers";

    /// <summary>Classifiers of the network's own shape but for one output; nobody trained them, which costs the same.</summary>
    private static List<Classifier> Classifiers(ModelManifest manifest, NetworkOptions networks)
    {
        var architecture = ((NetworkFieldSpec)manifest.Field).Architecture;
        var random = new Random(1);
        var bytes = new SafeTensorsFile(architecture.Shapes(manifest.Dimension(), 1).Select(array =>
        {
            var values = new float[array.Shape.Aggregate(1L, (product, extent) => product * extent)];
            foreach (ref var value in values.AsSpan())
            {
                value = (random.NextSingle() - 0.5f) / 8;
            }

            return SafeTensor.Of(array.Name, array.Shape, values);
        })).ToArray();
        var folder = Directory.CreateTempSubdirectory("genphys-bench-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "classifier.safetensors"), bytes);
            var spec = new NetworkClassifierSpec
            {
                Architecture = architecture,
                Weights = new FileReference { File = "classifier.safetensors", Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) },
            };
            return [.. Enumerable.Range(0, MostClassifiers).Select(_ => spec.Build(manifest, new ArtifactFiles(folder), networks, ""))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Draw(int rows, int numbers)
    {
        var noise = new double[numbers];
        var begin = Stopwatch.GetTimestamp();
        for (var row = 0; row < rows; row++)
        {
            Philox.FillNormal(new NoiseKey(1, (uint)row, NoisePurpose.MonteCarlo), noise);
        }

        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
    }
}
