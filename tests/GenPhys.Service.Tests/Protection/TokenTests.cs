using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GenPhys.Service.Tests.Protection;

/// <summary>Bearer tokens of an identity provider.</summary>
public sealed class TokenTests : IDisposable
{
    private const string Issuer = "https://identity.example";
    private const string Audience = "genphys";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _file = Path.GetTempFileName();

    public void Dispose()
    {
        _rsa.Dispose();
        _curve.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task A_token_is_taken_for_what_its_scopes_say()
    {
        await using var host = await WithPublicKeyAsync();
        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, Token()));
        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, Token(scope: "openid sample")));
        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, Token(scope: new[] { "sample", "operate" })));
        Assert.Equal(HttpStatusCode.Forbidden, await SampleAsync(host, Token(scope: "operate")));
        Assert.Equal(HttpStatusCode.Forbidden, await SampleAsync(host, Token(scope: "")));

        var metadata = new Metadata { { "authorization", "Bearer " + Token() } };
        Assert.Equal(2, (await host.Grpc().SampleAsync(GrpcCalls.Request(1), metadata)).Samples.Count);
        var stopped = await GrpcCalls.RefusedAsync(() => host.Grpc().LoadModelAsync(new() { Name = "gaussian" }, metadata).ResponseAsync, StatusCode.PermissionDenied);
        Assert.Equal(ErrorCode.PermissionDenied, stopped.Code);

        // Keys and tokens live beside each other.
        using var key = await host.SendAsync(HttpMethod.Get, "/v1/models", Keys.Sampler);
        Assert.Equal(HttpStatusCode.OK, key.StatusCode);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task A_token_that_is_not_for_this_service_is_refused()
    {
        await using var host = await WithPublicKeyAsync();
        using var stranger = RSA.Create(2048);
        var secret = new SymmetricSecurityKey(_rsa.ExportSubjectPublicKeyInfo());
        var good = Token();
        (string Token, string Why)[] bad =
        [
            (Token(issuer: "https://elsewhere.example"), "not valid here"),
            (Token(audience: "another"), "not valid here"),
            (Token(seconds: -3600), "expired"),
            (Token(subject: null), "no subject"),
            (Token(credentials: new SigningCredentials(new RsaSecurityKey(stranger), SecurityAlgorithms.RsaSha256)), "not valid here"),
            (Token(credentials: new SigningCredentials(secret, SecurityAlgorithms.HmacSha256)), "not valid here"),
            (good[..^4] + "AAAA", "not valid here"),
            (string.Join('.', Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}"""), good.Split('.')[1], ""), "not valid here"),
            ("a.b.c", "not valid here"),
        ];
        foreach (var (token, why) in bad)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SampleAsync(host, token));
            var call = await GrpcCalls.RefusedAsync(
                () => host.Grpc().ListModelsAsync(new(), new Metadata { { "authorization", "Bearer " + token } }).ResponseAsync, StatusCode.Unauthenticated);
            Assert.Equal(ErrorCode.Unauthenticated, call.Code);
            Assert.Contains(why, call.Message, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, good));
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task A_key_set_may_hold_several_keys()
    {
        var (rsa, curve) = (new RsaSecurityKey(_rsa) { KeyId = "one" }, new ECDsaSecurityKey(_curve) { KeyId = "two" });
        var keys = new[] { JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(false)) { KeyId = "one" }), JsonWebKeyConverter.ConvertFromECDsaSecurityKey(curve) };
        await File.WriteAllTextAsync(_file, JsonSerializer.Serialize(new { keys = keys.Select(key => new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E, crv = key.Crv, x = key.X, y = key.Y }) }));
        await using var host = await RunningHost.StartAsync(args: Settings("KeySet"));
        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, Token(credentials: new SigningCredentials(rsa, SecurityAlgorithms.RsaSha256))));
        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, Token(credentials: new SigningCredentials(curve, SecurityAlgorithms.EcdsaSha256))));
        Assert.Equal(HttpStatusCode.Unauthorized, await SampleAsync(host, Token(credentials: new SigningCredentials(curve, SecurityAlgorithms.EcdsaSha256), issuer: "https://elsewhere.example")));
    }

    [Fact]
    public async Task A_token_that_cannot_be_checked_is_refused_and_told_to_the_operator()
    {
        // Nothing listens on that port.
        await using var host = await RunningHost.StartAsync(args: ["--Security:Jwt:Authority=https://127.0.0.1:1", "--Security:Jwt:Audience=" + Audience]);
        using var request = Http.Sample("""{ "count": 1 }""");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        using var response = await host.Client.SendAsync(request);
        Assert.Contains("cannot be checked", (await response.ProblemAsync(401, "unauthenticated")).Detail, StringComparison.Ordinal);
        Assert.Contains("https://127.0.0.1:1", Assert.Single(host.Log.Complaints).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_subject_has_a_budget_of_its_own()
    {
        await using var host = await WithPublicKeyAsync("--Security:Jwt:RequestsPerSecond=0.001");
        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, Token(subject: "first")));
        Assert.Equal(HttpStatusCode.TooManyRequests, await SampleAsync(host, Token(subject: "first")));
        Assert.Equal(HttpStatusCode.OK, await SampleAsync(host, Token(subject: "second")));
    }

    private static async Task<HttpStatusCode> SampleAsync(RunningHost host, string token)
    {
        using var request = Http.Sample("""{ "count": 1 }""");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await host.Client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<RunningHost> WithPublicKeyAsync(params string[] more)
    {
        await File.WriteAllTextAsync(_file, _rsa.ExportSubjectPublicKeyInfoPem());
        return await RunningHost.StartAsync(args: [.. Keys.Settings, .. Settings("PublicKey"), .. more]);
    }

    private string[] Settings(string source) => [$"--Security:Jwt:{source}={_file}", $"--Security:Jwt:Issuer={Issuer}", $"--Security:Jwt:Audience={Audience}"];

    private string Token(
        object? scope = null, string? subject = "somebody", string issuer = Issuer, string audience = Audience, int seconds = 600, SigningCredentials? credentials = null)
    {
        var claims = new Dictionary<string, object>();
        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        claims["scope"] = scope ?? "sample";
        var now = DateTime.UtcNow.AddSeconds(Math.Min(0, seconds * 2));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            IssuedAt = now,
            NotBefore = now,
            Expires = DateTime.UtcNow.AddSeconds(seconds),
            SigningCredentials = credentials ?? new SigningCredentials(new RsaSecurityKey(_rsa), SecurityAlgorithms.RsaSha256),
        });
    }
}
