using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Old = Grpc.Reflection.V1Alpha;

namespace GenPhys.Grpc.Tests;

public sealed class ReflectionTests(EchoFixture fixture) : IClassFixture<EchoFixture>
{
    [Fact]
    public async Task Services_are_listed()
    {
        ServerReflectionResponse answer = await AskAsync(new ServerReflectionRequest { ListServices = "", Host = "here" });

        Assert.Equal(
            [
                "genphys.test.v1.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            ],
            answer.ListServicesResponse.Service.Select(service => service.Name));
        Assert.Equal("here", answer.ValidHost);
    }

    [Theory]
    [InlineData("genphys.test.v1.Echo")]
    [InlineData("genphys.test.v1.Echo.Chat")]
    [InlineData("genphys.test.v1.Message")]
    [InlineData("genphys.test.v1.Message.values")]
    public async Task File_is_found_by_what_it_declares(string symbol)
    {
        ServerReflectionResponse answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });
        ByteString file = Assert.Single(answer.FileDescriptorResponse.FileDescriptorProto);

        Assert.Equal("echo.proto", FileDescriptorProto.Parser.ParseFrom(file).Name);
    }

    [Fact]
    public async Task File_is_found_by_its_name()
    {
        ServerReflectionResponse answer = await AskAsync(new ServerReflectionRequest { FileByFilename = "grpc/health/v1/health.proto" });

        Assert.Equal("grpc.health.v1", FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto[0]).Package);
    }

    [Fact]
    public async Task Unknown_names_and_extensions_are_errors_inside_the_stream()
    {
        ServerReflectionResponse unknown = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "no.such.Thing" });
        ServerReflectionResponse extensions = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "some.Type" });
        ServerReflectionResponse nothing = await AskAsync(new ServerReflectionRequest());

        Assert.Equal((int)StatusCode.NotFound, unknown.ErrorResponse.ErrorCode);
        Assert.Equal((int)StatusCode.Unimplemented, extensions.ErrorResponse.ErrorCode);
        Assert.Equal((int)StatusCode.InvalidArgument, nothing.ErrorResponse.ErrorCode);
    }

    [Fact]
    public async Task Old_version_answers_alike()
    {
        using AsyncDuplexStreamingCall<Old.ServerReflectionRequest, Old.ServerReflectionResponse> call =
            new Old.ServerReflection.ServerReflectionClient(fixture.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Old.ServerReflectionRequest { FileContainingSymbol = "genphys.test.v1.Echo" });
        await call.RequestStream.CompleteAsync();

        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Single(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(fixture.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext());
        return call.ResponseStream.Current;
    }
}
