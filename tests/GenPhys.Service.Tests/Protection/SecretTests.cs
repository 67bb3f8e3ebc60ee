using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using GenPhys.Contracts.Security;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace GenPhys.Service.Tests.Protection;

/// <summary>Credentials reach neither logs nor traces nor metrics, good ones as little as bad ones.</summary>
public sealed class SecretTests
{
    private const string Token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJlc2lnbmF0dXJl";

    [Fact]
    public async Task No_credential_is_written_anywhere()
    {
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                traced.Enqueue(activity.DisplayName);
                foreach (var (key, value) in activity.TagObjects.Concat(activity.Events.SelectMany(happening => happening.Tags)))
                {
                    traced.Enqueue($"{key}={value}");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var publicKey = Path.GetTempFileName();
        try
        {
            using (var curve = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256))
            {
                await File.WriteAllTextAsync(publicKey, curve.ExportSubjectPublicKeyInfoPem());
            }

            await using var host = await RunningHost.StartAsync(
                args: [.. Keys.Settings, "--Security:Jwt:PublicKey=" + publicKey, "--Security:Jwt:Issuer=https://identity.example", "--Security:Jwt:Audience=genphys"],
                logLevel: LogLevel.Trace);
            string[] credentials = [Keys.Sampler, Keys.Operator, Keys.Nobody, Token];
            foreach (var credential in credentials)
            {
                await UseAsync(host, credential);
            }

            var metrics = await (await host.SendAsync(HttpMethod.Get, "/metrics", Keys.Operator)).Content.ReadAsStringAsync();
            var written = host.Log.Entries.Select(entry => $"{entry.Message} {entry.Exception}").Concat(traced).Append(metrics).ToList();
            Assert.Contains(written, line => line.Contains("/v1/models/gaussian/samples", StringComparison.Ordinal));
            foreach (var secret in credentials.Concat(credentials.Select(ApiKey.Hash)).Concat(Token.Split('.')))
            {
                Assert.DoesNotContain(written, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
            }
        }
        finally
        {
            File.Delete(publicKey);
        }
    }

    private static async Task UseAsync(RunningHost host, string credential)
    {
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Post, "/v1/models/gaussian/samples", """{ "count": 1 }"""),
            (HttpMethod.Post, "/v1/models/gaussian/samples", """{ "count": }"""),
            (HttpMethod.Post, "/v1/models/gaussian/load", null),
            (HttpMethod.Get, "/nowhere", null),
        })
        {
            using var byKey = await host.SendAsync(method, path, credential, body);
            using var bearer = Keys.Request(method, path, null, body);
            bearer.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
            using var byToken = await host.Client.SendAsync(bearer);
        }

        foreach (var metadata in new[] { Keys.Metadata(credential), new Metadata { { "authorization", "Bearer " + credential } } })
        {
            try
            {
                await host.Grpc().SampleAsync(GrpcCalls.Request(1), metadata);
            }
            catch (RpcException refused) when (refused.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied)
            {
                Assert.DoesNotContain(credential, refused.ToString(), StringComparison.Ordinal);
            }
        }
    }
}
