using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Tests.Checkpoints;

/// <summary>Disks that are full or cannot be written to.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-disk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_disk_without_room_is_told_of_before_the_first_step()
    {
        var refusal = Assert.Throws<RecipeException>(() => DiskSpace.Require(_folder, 1L << 61, "a run's checkpoints"));
        Assert.StartsWith("a run's checkpoints needs 2305843009213.7 MB in " + _folder, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));

        var models = Path.Combine(_folder, "models");
        Assert.Throws<RecipeException>(() => Publication.RequireRoom(Path.Combine("/proc", "genphys"), "toy", 1));
        Publication.RequireRoom(models, "toy", 1000);
        Assert.False(Directory.Exists(models));
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_leaves_the_one_before_it()
    {
        // Writes to /dev/full fail as they do on a full disk.
        var full = false;
        var store = new CheckpointStore(_folder, 2, path => full ? new FileStream("/dev/full", FileMode.Open, FileAccess.Write) : File.Create(path));
        var tensors = new SafeTensorsFile([SafeTensor.Of("w", [2], new[] { 1f, 2f })]);
        store.Save(State(3), tensors);

        full = true;
        Assert.ThrowsAny<IOException>(() => store.Save(State(4), tensors));

        Assert.Equal(["step-000000003"], Directory.EnumerateDirectories(_folder).Select(Path.GetFileName));
        Assert.Equal(3, store.LoadNewest(warning => Assert.Fail(warning))!.Value.State.Step);
    }

    [Fact]
    public void An_artifact_that_does_not_fit_leaves_the_version_before_it()
    {
        Publication.Publish(_folder, "toy", replace: false, part => Write(part, "first"));
        foreach (var replace in new[] { false, true })
        {
            var failure = Assert.Throws<IOException>(() => Publication.Publish(_folder, "toy", replace, part =>
            {
                Write(part, "half");
                throw new IOException("No space left on device");
            }));
            Assert.Contains("No space", failure.Message, StringComparison.Ordinal);
            Assert.Equal(["1"], Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "toy")).Select(Path.GetFileName));
            Assert.Equal("first", File.ReadAllText(Path.Combine(_folder, "toy", "1", "model.json")));
        }

        Assert.Throws<IOException>(() => Publication.Publish(_folder, "other", replace: false, _ => throw new IOException("No space left on device")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "other")));
    }

    private static RunState State(int step) => new()
    {
        Schema = 1, Data = "points", Tensors = "", Step = step, Updates = step, SkippedInARow = 0, LossSum = 0, LossCount = 0,
    };

    private static void Write(string folder, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "model.json"), text);
    }
}
