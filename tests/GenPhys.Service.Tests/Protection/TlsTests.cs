using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests.Protection;

/// <summary>Both ports over TLS, with a certificate of the test's own.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-tls-").FullName;
    private readonly X509Certificate2 _certificate;

    public TlsTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path("certificate.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(Path("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path("both.pem"), _certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(Path("certificate.pfx"), _certificate.Export(X509ContentType.Pkcs12, "word"));
    }

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("certificate.pem", "key.pem", null)]
    [InlineData("both.pem", null, null)]
    [InlineData("certificate.pfx", null, "word")]
    public async Task Rest_and_grpc_answer_over_tls(string certificate, string? key, string? password)
    {
        string[] args =
        [
            "--Tls:Certificate=" + Path(certificate),
            .. key is null ? Array.Empty<string>() : ["--Tls:Key=" + Path(key)],
            .. password is null ? Array.Empty<string>() : ["--Tls:Password=" + password],
        ];
        await using var host = await RunningHost.StartAsync(args: args);
        Assert.Equal(("https", "https"), (host.Client.BaseAddress!.Scheme, host.GrpcAddress.Scheme));

        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var client = new HttpClient(Handler()) { BaseAddress = host.Client.BaseAddress };
            using var request = Http.Sample("""{ "count": 2, "seed": 3 }""");
            (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            using var response = await client.SendAsync(request);
            Assert.Equal((HttpStatusCode.OK, version), (response.StatusCode, response.Version));
            Assert.StartsWith("max-age=", response.Header("Strict-Transport-Security"), StringComparison.Ordinal);
        }

        using var channel = GrpcChannel.ForAddress(host.GrpcAddress, new GrpcChannelOptions { HttpHandler = Handler() });
        Assert.Equal(4, (await new Proto.GenPhys.GenPhysClient(channel).SampleAsync(GrpcCalls.Request(2))).Samples.Count);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task Old_protocols_and_clear_text_are_not_answered()
    {
        await using var host = await RunningHost.StartAsync(args: ["--Tls:Certificate=" + Path("both.pem")]);
        var old = Handler();
#pragma warning disable SYSLIB0039, CA5397 // The old protocol is what must fail.
        old.SslOptions.EnabledSslProtocols = SslProtocols.Tls11;
#pragma warning restore SYSLIB0039, CA5397
        using var client = new HttpClient(old) { BaseAddress = host.Client.BaseAddress };
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/health/live"));
        using var clear = new HttpClient { BaseAddress = new UriBuilder(host.Client.BaseAddress!) { Scheme = "http" }.Uri };
        await Assert.ThrowsAsync<HttpRequestException>(() => clear.GetAsync("/health/live"));
    }

    [Theory]
    [InlineData("certificate.pem")]
    [InlineData("certificate.pfx")]
    [InlineData("key.pem")]
    public async Task A_certificate_that_cannot_be_shown_is_told(string certificate)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var host = await RunningHost.StartAsync(args: ["--Tls:Certificate=" + Path(certificate)]);
        });
        Assert.Contains("Tls:Certificate", exception.Message, StringComparison.Ordinal);
    }

    private SocketsHttpHandler Handler() => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == _certificate.GetCertHashString(),
        },
    };

    private string Path(string file) => System.IO.Path.Combine(_folder, file);
}
