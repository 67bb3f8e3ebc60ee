using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Service.Tests.Support;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace GenPhys.Service.Tests.Golden;

/// <summary>
/// The public surface, word for word: a change of it shows as a change of these files. <c>GENPHYS_UPDATE_GOLDEN=1</c> writes them anew.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task The_openapi_document()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("checkerboard"));
        var document = JsonNode.Parse(await host.Client.GetStringAsync("/openapi/v1.json"))!.AsObject();

        // The address of this run, which is another one every time.
        document.Remove("servers");
        await CompareAsync("openapi.json", document.ToJsonString(Indented));
    }

    [Fact]
    public async Task The_proto_descriptors()
    {
        var files = new FileDescriptorSet();
        foreach (var file in new[] { Protos.V1.ServiceReflection.Descriptor, Protos.OpenInference.OpenInferenceReflection.Descriptor, Protos.Rpc.StatusReflection.Descriptor, Protos.Rpc.ErrorDetailsReflection.Descriptor })
        {
            Add(file, files);
        }

        await CompareAsync("descriptors.json", JsonNode.Parse(JsonFormatter.Default.Format(files))!.ToJsonString(Indented));
    }

    private static void Add(FileDescriptor file, FileDescriptorSet to)
    {
        if (file.Package.StartsWith("google.protobuf", StringComparison.Ordinal) || to.File.Any(known => known.Name == file.Name))
        {
            return;
        }

        foreach (var dependency in file.Dependencies)
        {
            Add(dependency, to);
        }

        to.File.Add(file.ToProto());
    }

    private static async Task CompareAsync(string name, string seen, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, name);
        if (Environment.GetEnvironmentVariable("GENPHYS_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(path, seen + "\n");
        }

        Assert.Equal(await File.ReadAllTextAsync(path), seen + "\n");
    }
}
