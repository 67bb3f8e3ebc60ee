namespace GenPhys.Api.Options;

/// <summary>
/// Section <c>Security</c>: who may call. With a key or with <see cref="Jwt"/> every call but health, documents and reflection needs a credential;
/// with neither the service is open, and listens on the loopback address only.
/// </summary>
internal sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>Lets an open service listen beyond the loopback address; false by default. On the command line <c>--insecure</c>.</summary>
    public bool Insecure { get; set; }

    /// <summary>API keys by name; none by default. The name is how logs and budgets call the key, and no secret.</summary>
    public Dictionary<string, KeyOptions> Keys { get; set; } = [];

    /// <summary>Bearer tokens of an identity provider; off by default.</summary>
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>Whether callers need a credential.</summary>
    public bool IsProtected() => Keys.Count > 0 || Jwt.IsOn();
}

/// <summary>What one caller may use per second; where a rate is absent there is no budget.</summary>
internal abstract class BudgetOptions
{
    /// <summary>Requests per second, in the mean.</summary>
    public double? RequestsPerSecond { get; set; }

    /// <summary>Requests that may come at once after a pause; what a second brings, and at least 1, by default.</summary>
    public double? RequestBurst { get; set; }

    /// <summary>Rows per second, in the mean.</summary>
    public double? RowsPerSecond { get; set; }

    /// <summary>Rows that may come at once after a pause, and so the most of one request; what a second brings, and at least 1, by default.</summary>
    public double? RowBurst { get; set; }
}

/// <summary>Section <c>Security:Keys:NAME</c>: one API key.</summary>
internal sealed class KeyOptions : BudgetOptions
{
    /// <summary><c>sha256:</c> and the SHA-256 of the key in hexadecimal digits; <c>genphys key new</c> makes both.</summary>
    public string? Hash { get; set; }

    /// <summary>What the key may do: <c>sample</c>, <c>operate</c> or both with a space between them; <c>sample</c> by default.</summary>
    public string Scopes { get; set; } = "sample";
}

/// <summary>Section <c>Security:Jwt</c>: bearer tokens. They are on when one of the three sources of keys is set.</summary>
internal sealed class JwtOptions : BudgetOptions
{
    /// <summary>Address of an OpenID provider, from which the keys are fetched and kept fresh; <c>https</c>.</summary>
    public string? Authority { get; set; }

    /// <summary>Path of a JSON Web Key Set (RFC 7517).</summary>
    public string? KeySet { get; set; }

    /// <summary>Path of one public key in PEM, RSA or elliptic.</summary>
    public string? PublicKey { get; set; }

    /// <summary>What <c>iss</c> must be; required, but for an authority, which tells it itself.</summary>
    public string? Issuer { get; set; }

    /// <summary>What <c>aud</c> must hold; required.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that lists the scopes, with spaces between them or as a list; <c>scope</c> by default.</summary>
    public string ScopeClaim { get; set; } = "scope";

    /// <summary>Whether tokens are taken.</summary>
    public bool IsOn() => Sources().Any();

    /// <summary>The sources of keys that are set.</summary>
    public IEnumerable<string> Sources() => new[] { Authority, KeySet, PublicKey }.Where(source => !string.IsNullOrEmpty(source)).Select(source => source!);
}
