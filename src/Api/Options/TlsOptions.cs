namespace GenPhys.Api.Options;

/// <summary>Section <c>Tls</c>: a certificate turns both ports to TLS; without one they speak clear text.</summary>
internal sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>Path of the certificate: PKCS #12 (<c>.pfx</c>, <c>.p12</c>), or PEM with the chain behind the certificate.</summary>
    public string? Certificate { get; set; }

    /// <summary>Path of the private key in PEM; for a PEM certificate whose file does not hold it.</summary>
    public string? Key { get; set; }

    /// <summary>Password of the PKCS #12 file, or of the encrypted PEM key; none by default.</summary>
    public string? Password { get; set; }

    /// <summary>Whether the ports speak TLS.</summary>
    public bool IsOn() => !string.IsNullOrEmpty(Certificate);
}
