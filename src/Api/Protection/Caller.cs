using System.Security.Claims;

namespace GenPhys.Api.Protection;

/// <summary>Who makes a request.</summary>
/// <param name="Id">The key's name, or <c>jwt:</c> and the token's subject; empty in a service without protection, where all callers are one.</param>
/// <param name="Operates">Whether the caller may do what operators may.</param>
internal sealed record Caller(string Id, bool Operates)
{
    /// <summary>The claim that holds one scope.</summary>
    public const string ScopeClaim = "genphys:scope";

    private const string IdClaim = "genphys:caller";

    /// <summary>Everybody, in a service without protection.</summary>
    public static Caller Anyone { get; } = new("", Operates: true);

    /// <summary>The caller of a request that has passed its policy.</summary>
    public static Caller Of(HttpContext http) => http.User.FindFirst(IdClaim) is { } id
        ? new Caller(id.Value, http.User.HasClaim(ScopeClaim, Scopes.Operate))
        : Anyone;

    /// <summary>The identity that <see cref="Of"/> reads.</summary>
    public static ClaimsPrincipal Principal(string id, IEnumerable<string> scopes, string scheme) => new(new ClaimsIdentity(
        [new Claim(IdClaim, id), .. scopes.Distinct().Select(scope => new Claim(ScopeClaim, scope))], scheme));
}
