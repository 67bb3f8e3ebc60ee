using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Cli.Output;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Evaluation.Metrics;
using GenPhys.Training.Recipes;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys evaluate</c>: what training measured, and any metric of a model against the data of a recipe.</summary>
internal static class EvaluateCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's name in the repository." };
        var models = new Option<string>("--models") { Description = "The model repository.", DefaultValueFactory = _ => "models" };
        var recipe = new Option<string>("--recipe") { Description = "The recipe whose data, noise levels and process the model is held against.", Required = true };
        var metrics = new Option<string[]>("--metric")
        {
            Description = "A metric; every one that can be had where none is named. "
                + string.Join("; ", Metric.All.Select(metric => $"{metric.Name}: {metric.Description}")) + ".",
        };
        var count = new Option<int>("--count", "-n") { Description = "Number of samples.", DefaultValueFactory = _ => 20_480 };
        var json = new Option<string?>("--json") { Description = "A file for the figures as JSON, beside the lines for people." };
        var sampler = new SamplerOptions();
        var command = new Command("evaluate", "Measure a model against the data of a recipe.") { model, models, recipe, metrics, count, json };
        sampler.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var samples = parsed.GetValue(count);
            if (samples is < 2 or > 1_000_000)
            {
                throw new CliException($"--count is {samples}, must lie in 2 .. 10^6");
            }

            var chosen = Chosen(parsed.GetValue(metrics) ?? []);
            var path = parsed.GetRequiredValue(recipe);
            var read = RecipeFile.Read(path);
            var data = read.Data.Load(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var spec = sampler.Read(parsed);
            var service = await LocalService.OpenAsync(parsed.GetRequiredValue(models), parsed.GetRequiredValue(model), stop).ConfigureAwait(false);
            await using (service.ConfigureAwait(false))
            {
                if (service.Model.Shape is not [var columns] || columns != data.HeldOut.Dimension)
                {
                    throw new CliException(
                        $"a sample of {service.Model.Name} has the shape [{string.Join(", ", service.Model.Shape)}], a point of {path} has {data.HeldOut.Dimension} coordinates");
                }

                var trained = service.Model.Metrics ?? new Dictionary<string, double>();
                foreach (var (name, value) in trained)
                {
                    Console.WriteLine($"trained: {name} {value:G6}");
                }

                var subject = new MetricSubject(service, read, data, spec, samples);
                var values = new List<MetricValue>();
                foreach (var metric in chosen ?? Metric.All)
                {
                    if (metric.Obstacle(subject) is { } obstacle)
                    {
                        Skip(metric, obstacle, wanted: chosen is not null);
                        continue;
                    }

                    var value = await metric.MeasureAsync(subject, stop).ConfigureAwait(false);
                    values.Add(value);
                    Console.WriteLine($"measured: {Told(value)}");
                }

                if (parsed.GetValue(json) is { } file)
                {
                    WholeFile.Write(file, stream => Write(stream, service.Model.Name, service.Model.Version, trained, values));
                }

                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static List<Metric>? Chosen(string[] names) => names.Length == 0 ? null :
    [
        .. names.Select(name => Metric.All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CliException($"--metric is '{name}', must be one of {string.Join(", ", Metric.All.Select(metric => metric.Name))}")),
    ];

    private static void Skip(Metric metric, string obstacle, bool wanted)
    {
        if (wanted)
        {
            throw new CliException($"{metric.Name} cannot be had: {obstacle}");
        }

        Console.WriteLine($"without {metric.Name}: {obstacle}");
    }

    private static string Told(MetricValue value) =>
        $"{value.Name} {value.Value:G6}" + (value.StandardError is { } error ? $" +- {error:G2}" : "") + $" over {value.Count}";

    private static void Write(Stream stream, string model, int version, IReadOnlyDictionary<string, double> trained, List<MetricValue> values)
    {
        var document = new JsonObject
        {
            ["model"] = model,
            ["version"] = version,
            ["trained"] = new JsonObject(trained.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value))),
            ["measured"] = new JsonArray([.. values.Select(value => (JsonNode)new JsonObject
            {
                ["name"] = value.Name, ["value"] = value.Value, ["standardError"] = value.StandardError, ["count"] = value.Count,
            })]),
        };
        JsonSerializer.Serialize(stream, document, Indented);
    }
}
