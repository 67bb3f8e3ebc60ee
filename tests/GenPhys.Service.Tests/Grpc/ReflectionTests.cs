using GenPhys.Service.Tests.Support;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Old = Grpc.Reflection.V1Alpha;

namespace GenPhys.Service.Tests.Grpc;

/// <summary>A client without our proto files finds them in both versions of reflection.</summary>
public sealed class ReflectionTests
{
    [Fact]
    public async Task The_services_and_their_files_are_found()
    {
        await using var host = await RunningHost.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Superset(
            new HashSet<string> { "genphys.v1.GenPhys", "inference.GRPCInferenceService", "grpc.health.v1.Health" },
            call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToHashSet());
        await call.RequestStream.WriteAsync(new() { FileContainingSymbol = "genphys.v1.EdmStochasticSampler" });
        Assert.True(await call.ResponseStream.MoveNext());
        var file = FileDescriptorProto.Parser.ParseFrom(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto[0]);
        Assert.Equal("genphys/v1/samplers.proto", file.Name);
        await call.RequestStream.CompleteAsync();

        using var old = new Old.ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo();
        await old.RequestStream.WriteAsync(new() { FileContainingSymbol = "genphys.v1.GenPhys" });
        Assert.True(await old.ResponseStream.MoveNext());
        Assert.NotEmpty(old.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
        await old.RequestStream.CompleteAsync();
    }
}
