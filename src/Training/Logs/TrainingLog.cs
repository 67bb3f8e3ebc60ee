using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GenPhys.Training.Logs;

/// <summary>
/// Writes every event to <c>log.jsonl</c> and a line for people to <c>log.txt</c>. When a run resumes, the lines of steps
/// after its checkpoint are cut, so that the two files tell one story without repeats.
/// </summary>
public sealed class TrainingLog : ITrainingObserver, IDisposable
{
    private readonly StreamWriter _lines;
    private readonly StreamWriter _text;

    /// <summary>Opens the logs of a run.</summary>
    /// <param name="folder">The run's folder; made when missing.</param>
    /// <param name="step">Steps that the run has done: later lines are cut; 0 starts the logs anew.</param>
    public TrainingLog(string folder, int step)
    {
        Directory.CreateDirectory(folder);
        _lines = Open(Path.Combine(folder, "log.jsonl"), line => Parse(line)?.Step <= step, step);
        _text = Open(Path.Combine(folder, "log.txt"), line => int.TryParse(line.Split(' ', 2)[0], out var at) && at <= step, step);
    }

    /// <summary>The events of a run, as far as their lines are whole; none where there is no log.</summary>
    /// <param name="folder">The run's folder.</param>
    public static IReadOnlyList<TrainingEvent> Read(string folder)
    {
        var path = Path.Combine(folder, "log.jsonl");
        return File.Exists(path) ? [.. File.ReadAllLines(path).Select(Parse).OfType<TrainingEvent>()] : [];
    }

    /// <inheritdoc/>
    public void On(TrainingEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        _lines.WriteLine(JsonSerializer.Serialize(happening, LogJson.Default.TrainingEvent));
        if (Describe(happening) is { } text)
        {
            _text.WriteLine($"{happening.Step} {text}");
        }
    }

    /// <summary>An event in words, without its step; null for one that only the machine's log keeps.</summary>
    /// <param name="happening">The event.</param>
    public static string? Describe(TrainingEvent happening) => happening switch
    {
        RunStarted e => $"{(e.Step == 0 ? "training" : "resuming")} {e.Model}: {e.Steps} steps, {e.Points} points, {e.HeldOut} held out, {e.Parameters} parameters",
        StepsDone e => $"loss {Number(e.Loss)} gradient {Number(e.GradientNorm)} rate {e.LearningRate:G3} skipped {e.Skipped}",
        Evaluated { Result: var r } => $"held-out loss {Number(r.HeldOutLoss)}"
            + (r.InfractionRate is { } rate ? $", {rate.ToString("P1", CultureInfo.InvariantCulture)} of the samples outside" : ""),
        Warned e => $"warning: {e.Message}",
        RunEnded e => e.Complete ? "done" : "stopped; the checkpoint is written",
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _text.Dispose();
    }

    private static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "none";

    private static TrainingEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LogJson.Default.TrainingEvent);
        }
        catch (JsonException)
        {
            // The last line of a killed process may be cut short.
            return null;
        }
    }

    private static StreamWriter Open(string path, Func<string, bool> keep, int step)
    {
        var kept = step > 0 && File.Exists(path) ? File.ReadAllLines(path).Where(keep).ToArray() : [];
        var part = path + ".part";
        File.WriteAllLines(part, kept);
        File.Move(part, path, overwrite: true);
        return new StreamWriter(path, append: true, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
    }
}
