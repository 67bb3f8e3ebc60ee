using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Asked = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Grpc.Reflection;

/// <summary>The standard reflection service, version v1: describes this server's services to tools.</summary>
public class ReflectionV1ServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly DescriptorIndex index;

    /// <summary>Describes these services.</summary>
    public ReflectionV1ServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors)
    {
        ArgumentNullException.ThrowIfNull(serviceDescriptors);
        index = new DescriptorIndex(serviceDescriptors);
    }

    /// <summary>Describes these services.</summary>
    public ReflectionV1ServiceImpl(params ServiceDescriptor[] serviceDescriptors)
        : this((IEnumerable<ServiceDescriptor>)serviceDescriptors)
    {
    }

    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (ServerReflectionRequest request in requestStream.ReadAllAsync().ConfigureAwait(false))
        {
            ServerReflectionResponse response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await responseStream.WriteAsync(response).ConfigureAwait(false);
        }
    }

    private static ServerReflectionResponse Describe(FileDescriptor? file, string name) => file is null
        ? Refuse(StatusCode.NotFound, $"Nothing is known of {name}.")
        : new ServerReflectionResponse
        {
            FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { DescriptorIndex.WithImports(file) } },
        };

    private static ServerReflectionResponse Refuse(StatusCode code, string message) => new()
    {
        ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message },
    };

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        Asked.FileByFilename => Describe(index.FindFile(request.FileByFilename), request.FileByFilename),
        Asked.FileContainingSymbol => Describe(index.FindSymbol(request.FileContainingSymbol), request.FileContainingSymbol),
        Asked.ListServices => new ServerReflectionResponse
        {
            ListServicesResponse = new ListServiceResponse
            {
                Service = { index.ServiceNames.Select(name => new ServiceResponse { Name = name }) },
            },
        },
        Asked.None => Refuse(StatusCode.InvalidArgument, "The request asks for nothing."),
        _ => Refuse(StatusCode.Unimplemented, "Extensions are not described: this server has none."),
    };
}
