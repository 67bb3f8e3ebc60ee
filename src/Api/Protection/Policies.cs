using Microsoft.AspNetCore.Authorization;

namespace GenPhys.Api.Protection;

/// <summary>What an endpoint asks of its caller, the same at every door. An endpoint that says nothing asks for <see cref="Read"/>.</summary>
internal static class Policies
{
    /// <summary>Any scope.</summary>
    public const string Read = "read";

    /// <summary>The scope <see cref="Scopes.Sample"/>.</summary>
    public const string Sample = "sample";

    /// <summary>The scope <see cref="Scopes.Operate"/>.</summary>
    public const string Operate = "operate";

    /// <summary>Sets the policies up; in a service without protection each of them lets everybody pass.</summary>
    public static void Apply(AuthorizationOptions authorization, bool isProtected)
    {
        Add(Read, Scopes.All);
        Add(Sample, [Scopes.Sample]);
        Add(Operate, [Scopes.Operate]);
        authorization.DefaultPolicy = authorization.FallbackPolicy = authorization.GetPolicy(Read)!;

        void Add(string name, IReadOnlyList<string> scopes) => authorization.AddPolicy(name, policy =>
        {
            if (isProtected)
            {
                policy.AddRequirements(new ScopeRequirement(scopes));
            }
            else
            {
                policy.RequireAssertion(_ => true);
            }
        });
    }
}
