using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GenPhys.Api.Options;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Hosting;

/// <summary>Reads the certificate that the ports show.</summary>
internal static class TlsCertificate
{
    /// <summary>Sets the certificate with its chain.</summary>
    /// <exception cref="OptionsValidationException">It cannot be read, or has no private key.</exception>
    public static void Apply(HttpsConnectionAdapterOptions https, TlsOptions options)
    {
        try
        {
            var isPkcs12 = Path.GetExtension(options.Certificate) is ".pfx" or ".p12";
            https.ServerCertificate = isPkcs12 ? X509CertificateLoader.LoadPkcs12FromFile(options.Certificate!, options.Password) : FromPem(options);
            if (!isPkcs12)
            {
                var chain = new X509Certificate2Collection();
                chain.ImportFromPemFile(options.Certificate!);
                https.ServerCertificateChain = chain;
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Refuse($"Tls:Certificate {options.Certificate} cannot be read: {exception.Message}");
        }

        if (!https.ServerCertificate.HasPrivateKey)
        {
            throw Refuse($"Tls:Certificate {options.Certificate} holds no private key; Tls:Key names a PEM file that does.");
        }
    }

    private static X509Certificate2 FromPem(TlsOptions options) => options.Password is null
        ? X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key)
        : X509Certificate2.CreateFromEncryptedPemFile(options.Certificate!, options.Password, options.Key);

    private static OptionsValidationException Refuse(string failure) => new(TlsOptions.Section, typeof(TlsOptions), [failure]);
}
