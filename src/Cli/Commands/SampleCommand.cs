using System.CommandLine;
using GenPhys.Cli.Output;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Training.Artifacts;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys sample</c>: draws samples in this process, with the numbers that the service would answer to the same request.</summary>
internal static class SampleCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's name in the repository." };
        var models = new Option<string>("--models") { Description = "The model repository.", DefaultValueFactory = _ => "models" };
        var count = new Option<int>("--count", "-n") { Description = "Number of samples.", DefaultValueFactory = _ => 256 };
        var seed = new Option<long>("--seed") { Description = "Seed of the noise, 0 to 2^53 - 1.", DefaultValueFactory = _ => 0 };
        var output = new Option<string>("--output", "-o") { Description = "Where to: .npy, .csv, .svg or .png.", Required = true };
        var body = new Option<string?>("--request") { Description = "A file with the body of a sample request, as the service takes it, in place of count, seed and sampler." };
        var title = new Option<string?>("--title") { Description = "The line above a picture (default: model and sampler)." };
        var sampler = new SamplerOptions();
        var overlay = new OverlayOption();
        var command = new Command("sample", "Draw samples from a model.") { model, models, count, seed, output, body, title };
        sampler.AddTo(command);
        overlay.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var path = parsed.GetRequiredValue(output);
            PointFile.Check(path);
            var request = parsed.GetValue(body) is { } file
                ? Read(file)
                : new SampleRequest { Count = parsed.GetValue(count), Seed = parsed.GetValue(seed), Sampler = sampler.Read(parsed) };
            var name = parsed.GetRequiredValue(model);
            var service = await LocalService.OpenAsync(parsed.GetRequiredValue(models), name, stop).ConfigureAwait(false);
            await using (service.ConfigureAwait(false))
            {
                var result = await service.SampleAsync(request, ct: stop).ConfigureAwait(false);

                // A picture of walks shows every frame as a point.
                var columns = PointFile.IsPicture(path) ? result.Shape[^1] : result.Samples.Length / result.Shape[0];
                var rows = new Rows(
                    result.Samples, columns, parsed.GetValue(title) ?? $"{name}, {result.Shape[0]} samples", overlay.Read(parsed));
                PointFile.Write(path, rows);
                Console.WriteLine($"{result.Shape[0]} samples of {name} version {result.Model.Version}, seed {result.Seed}, {result.Nfe:G6} evaluations each -> {path}");
                if (result.Verification is { } verification)
                {
                    Console.WriteLine(FormattableString.Invariant($"{verification.Violations} of them violate what the request verifies, {100 * verification.Rate:0.##} %"));
                }

                foreach (var failure in result.FailedRows)
                {
                    await Console.Error.WriteLineAsync($"genphys: row {failure.Row} failed at step {failure.Step}: {failure.Reason}").ConfigureAwait(false);
                }

                return result.FailedRows.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
            }
        });
        return command;
    }

    private static SampleRequest Read(string file)
    {
        try
        {
            return StrictJson.Read(File.ReadAllBytes(file), ContractsJson.Default.SampleRequest);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or GenPhysException)
        {
            throw new CliException($"{file}: {exception.Message}", inner: exception);
        }
    }
}
