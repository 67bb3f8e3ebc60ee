using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Options;

/// <summary>Section <c>Telemetry</c>: what the service tells about itself.</summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Whether metrics are collected and <c>/metrics</c> is there; true by default.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where metrics, traces and logs are sent.</summary>
    public OtlpOptions Otlp { get; set; } = new();

    /// <summary>Reads the section; telemetry is put together before the options of the other sections are validated.</summary>
    /// <exception cref="OptionsValidationException">A value is not allowed, or a key is unknown.</exception>
    public static TelemetryOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var options = new TelemetryOptions();
        StrictBinder.Bind(section, options);
        var failures = new List<ValidationResult>();
        return Validator.TryValidateObject(options.Otlp, new ValidationContext(options.Otlp), failures, validateAllProperties: true)
            ? options
            : throw new OptionsValidationException(Section, typeof(TelemetryOptions), failures.Select(failure => failure.ErrorMessage!));
    }
}

/// <summary>
/// Section <c>Telemetry:Otlp</c>: a collector. Without an endpoint here or in <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> nothing is sent. The other
/// standard variables hold too: those of one signal are stronger, and headers, such as keys, come only from them.
/// </summary>
internal sealed class OtlpOptions
{
    /// <summary>Address of the collector, <c>http</c> or <c>https</c>; for <c>http/protobuf</c> the part before <c>/v1/traces</c>.</summary>
    [RegularExpression("https?://[^/].*", ErrorMessage = "Telemetry:Otlp:Endpoint must be an address that begins with http:// or https://.")]
    public string? Endpoint { get; set; }

    /// <summary><c>grpc</c>, the default, or <c>http/protobuf</c>.</summary>
    [RegularExpression("grpc|http/protobuf", ErrorMessage = "Telemetry:Otlp:Protocol must be grpc or http/protobuf.")]
    public string? Protocol { get; set; }
}
