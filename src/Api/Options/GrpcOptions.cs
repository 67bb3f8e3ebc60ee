using System.ComponentModel.DataAnnotations;

namespace GenPhys.Api.Options;

/// <summary>Section <c>Grpc</c>: where gRPC listens, at the address of <see cref="HttpOptions"/>; in clear text (h2c) unless <see cref="TlsOptions"/> says otherwise.</summary>
internal sealed class GrpcOptions
{
    public const string Section = "Grpc";

    /// <summary>Port, 8081 by default; 0 lets the system choose. Environment <c>GENPHYS_GRPC_PORT</c>.</summary>
    [Range(0, 65535, ErrorMessage = "Grpc:Port must be from 0 to 65535.")]
    public int Port { get; set; } = 8081;
}
