using System.Security.Cryptography;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Checkpoints;

/// <summary>
/// The checkpoints of one run, one folder each. A checkpoint is written beside its place and renamed into it, so a kill
/// at any moment leaves either the whole of it or nothing that counts.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="keep">Checkpoints that are kept.</param>
/// <param name="create">Opens a new file for writing; <see cref="File.Create(string)"/> where null.</param>
internal sealed class CheckpointStore(string folder, int keep, Func<string, FileStream>? create = null)
{
    private const string Prefix = "step-";
    private const string StateName = "state.json";
    private const string TensorsName = "tensors.safetensors";
    private const string PartSuffix = ".part";

    /// <summary>Whether there is anything to resume from.</summary>
    public bool Any => Steps().Any();

    /// <summary>Writes a checkpoint and drops those beyond the newest few.</summary>
    public void Save(RunState state, SafeTensorsFile tensors)
    {
        var bytes = tensors.ToArray();
        var place = Place(state.Step);
        var part = place + PartSuffix;
        DeleteFolder(part);
        try
        {
            Directory.CreateDirectory(part);
            WriteThrough(Path.Combine(part, TensorsName), bytes);
            WriteThrough(
                Path.Combine(part, StateName),
                JsonSerializer.SerializeToUtf8Bytes(state with { Tensors = Hash(bytes) }, RecipeJson.RunState));
        }
        catch
        {
            DeleteFolder(part);
            throw;
        }

        DeleteFolder(place);
        Directory.Move(part, place);
        foreach (var old in Steps().SkipLast(keep))
        {
            DeleteFolder(Place(old));
        }
    }

    /// <summary>Makes sure that the checkpoints will fit, the one that is being written beside those that are kept.</summary>
    /// <param name="bytes">Bytes of one.</param>
    /// <exception cref="RecipeException">They will not.</exception>
    public void RequireRoom(long bytes) => DiskSpace.Require(folder, bytes * (keep + 1), "a run's checkpoints");

    /// <summary>The newest checkpoint that is whole, and the names of newer ones that are not; null when there is none.</summary>
    public (RunState State, SafeTensorsFile Tensors)? LoadNewest(Action<string> warn)
    {
        foreach (var step in Steps().Reverse())
        {
            try
            {
                return Load(Place(step));
            }
            catch (Exception e) when (e is IOException or GenPhysException or SafeTensorsException or InvalidDataException)
            {
                warn($"checkpoint of step {step} is damaged and passed over: {e.Message}");
            }
        }

        return null;
    }

    /// <summary>Removes every checkpoint, and what a kill left half written.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder))
        {
            foreach (var place in Directory.EnumerateDirectories(folder, Prefix + "*").ToArray())
            {
                DeleteFolder(place);
            }
        }
    }

    /// <summary>Removes what a kill left half written.</summary>
    public void ClearParts()
    {
        if (Directory.Exists(folder))
        {
            foreach (var part in Directory.EnumerateDirectories(folder, Prefix + "*" + PartSuffix).ToArray())
            {
                DeleteFolder(part);
            }
        }
    }

    private static (RunState State, SafeTensorsFile Tensors) Load(string place)
    {
        var state = StrictJson.Read(File.ReadAllBytes(Path.Combine(place, StateName)), RecipeJson.RunState);
        var bytes = File.ReadAllBytes(Path.Combine(place, TensorsName));
        if (Hash(bytes) != state.Tensors)
        {
            throw new InvalidDataException($"{TensorsName} does not have the hash that {StateName} gives");
        }

        return (state, SafeTensorsFile.Parse(bytes));
    }

    private IEnumerable<int> Steps() => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, Prefix + "*")
            .Select(place => int.TryParse(Path.GetFileName(place).AsSpan(Prefix.Length), out var step) ? step : -1)
            .Where(step => step >= 0)
            .Order()
        : [];

    private string Place(int step) => Path.Combine(folder, $"{Prefix}{step:D9}");

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private void WriteThrough(string path, byte[] bytes)
    {
        using var file = create is null ? File.Create(path) : create(path);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    // Renamed first, so that a kill in the middle of a deletion leaves no checkpoint with half of its files.
    private static void DeleteFolder(string place)
    {
        if (!Directory.Exists(place))
        {
            return;
        }

        var doomed = place.EndsWith(PartSuffix, StringComparison.Ordinal) ? place : place + ".old" + PartSuffix;
        if (doomed != place)
        {
            DeleteFolder(doomed);
            Directory.Move(place, doomed);
        }

        Directory.Delete(doomed, recursive: true);
    }
}
