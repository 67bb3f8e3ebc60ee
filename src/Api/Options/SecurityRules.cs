using System.Net;
using GenPhys.Api.Protection;
using GenPhys.Contracts.Security;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Options;

/// <summary>What the section <c>Security</c> may hold, and the address that it allows to listen on.</summary>
internal sealed class SecurityRules(IOptions<HttpOptions> http) : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        List<string> failures =
        [
            .. options.Keys.SelectMany(pair => OfKey($"{SecurityOptions.Section}:Keys:{pair.Key}", pair.Value)),
            .. OfTwins(options.Keys),
            .. OfJwt($"{SecurityOptions.Section}:Jwt", options.Jwt),
            .. OfAddress(options),
        ];
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> OfKey(string at, KeyOptions key)
    {
        if (ApiKey.ParseHash(key.Hash) is null)
        {
            yield return $"{at}:Hash must be sha256: and 64 hexadecimal digits, never the key itself; 'genphys key new' prints one.";
        }

        var scopes = Scopes.Split(key.Scopes);
        if (scopes.Count == 0 || scopes.Except(Scopes.All).Any())
        {
            yield return $"{at}:Scopes must be {string.Join(", ", Scopes.All)} or several of them with spaces in between.";
        }

        foreach (var failure in OfBudget(at, key))
        {
            yield return failure;
        }
    }

    private static IEnumerable<string> OfTwins(Dictionary<string, KeyOptions> keys) => keys
        .Where(pair => pair.Value.Hash is not null)
        .GroupBy(pair => pair.Value.Hash!, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => $"Security:Keys: {string.Join(" and ", group.Select(pair => pair.Key))} are the same key; each name needs a key of its own.");

    private static IEnumerable<string> OfJwt(string at, JwtOptions jwt)
    {
        var sources = jwt.Sources().Count();
        if (sources > 1)
        {
            yield return $"{at} takes one of Authority, KeySet and PublicKey, not several.";
        }

        if (sources == 0)
        {
            if (jwt.Issuer is not null || jwt.Audience is not null)
            {
                yield return $"{at} needs keys to check tokens with: set Authority, KeySet or PublicKey.";
            }

            yield break;
        }

        if (jwt.Authority is not null && !jwt.Authority.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{at}:Authority must be an address that begins with https://.";
        }

        if (string.IsNullOrEmpty(jwt.Issuer) && jwt.Authority is null)
        {
            yield return $"{at}:Issuer is required: a token of anybody else with the same keys would be taken.";
        }

        if (string.IsNullOrEmpty(jwt.Audience))
        {
            yield return $"{at}:Audience is required: a token that was made for another service would be taken.";
        }

        foreach (var (member, path) in new[] { (nameof(jwt.KeySet), jwt.KeySet), (nameof(jwt.PublicKey), jwt.PublicKey) })
        {
            if (!string.IsNullOrEmpty(path) && !File.Exists(path))
            {
                yield return $"{at}:{member} must be a file that exists.";
            }
        }

        foreach (var failure in OfBudget(at, jwt))
        {
            yield return failure;
        }
    }

    private static IEnumerable<string> OfBudget(string at, BudgetOptions budget)
    {
        foreach (var (member, rate) in new[] { (nameof(budget.RequestsPerSecond), budget.RequestsPerSecond), (nameof(budget.RowsPerSecond), budget.RowsPerSecond) })
        {
            if (rate is { } value && !(value > 0 && double.IsFinite(value)))
            {
                yield return $"{at}:{member} must be above 0.";
            }
        }

        foreach (var (member, burst) in new[] { (nameof(budget.RequestBurst), budget.RequestBurst), (nameof(budget.RowBurst), budget.RowBurst) })
        {
            if (burst is { } value && !(value >= 1 && double.IsFinite(value)))
            {
                yield return $"{at}:{member} must be at least 1.";
            }
        }
    }

    private IEnumerable<string> OfAddress(SecurityOptions options)
    {
        if (!options.IsProtected() && !options.Insecure && IPAddress.TryParse(http.Value.Address, out var address) && !IPAddress.IsLoopback(address))
        {
            yield return $"Http:Address {address} is beyond this machine, and nothing protects the service. Give it a key ('genphys key new' prints one with its "
                + "settings) or bearer tokens (Security:Jwt), or let everybody in with --insecure.";
        }
    }
}
