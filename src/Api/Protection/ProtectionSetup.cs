using GenPhys.Api.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Protection;

/// <summary>Registers who may call: credentials, policies and budgets.</summary>
internal static class ProtectionSetup
{
    private const string Either = "credential";

    public static void AddProtection(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<SecurityOptions>, SecurityRules>();
        services.AddSingleton<ApiKeyRing>();
        services.AddSingleton<TokenRules>();
        services.AddSingleton<CallerBudgets>();
        services.AddSingleton<Refusal>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswer>();
        services.AddHostedService<ProtectionNotice>();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = Select)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.SchemeName, null);
        services.AddAuthorization();
        services.AddHsts(hsts => hsts.ExcludedHosts.Clear());
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<SecurityOptions>>((authorization, security) =>
            Policies.Apply(authorization, security.Value.IsProtected()));
    }

    /// <summary>Headers for browsers on every answer; comes before whatever may answer.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        app.UseHsts();
        app.UseMiddleware<SecurityHeaders>();
    }

    /// <summary>Policies and budgets for every endpoint, and for every address that has none; comes after what everybody may see.</summary>
    public static void UseProtection(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<RequestBudget>();
    }

    private static string Select(HttpContext http) =>
        Credential.IsToken(http.Request) && http.RequestServices.GetRequiredService<IOptions<SecurityOptions>>().Value.Jwt.IsOn()
            ? TokenHandler.SchemeName
            : ApiKeyHandler.SchemeName;
}
