using System.ComponentModel.DataAnnotations;

namespace GenPhys.Api.Options;

/// <summary>Section <c>Http</c>: where REST and the user interface listen.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>IP address; the loopback address by default, <c>0.0.0.0</c> for every interface, which needs <see cref="SecurityOptions"/>.</summary>
    [Required]
    [RegularExpression(@"[0-9A-Fa-f.:]+", ErrorMessage = "Http:Address must be an IP address, such as 127.0.0.1 or 0.0.0.0.")]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port, 8080 by default; 0 lets the system choose. Environment <c>GENPHYS_HTTP_PORT</c>.</summary>
    [Range(0, 65535, ErrorMessage = "Http:Port must be from 0 to 65535.")]
    public int Port { get; set; } = 8080;
}
