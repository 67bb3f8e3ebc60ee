namespace GenPhys.Api.Protection;

/// <summary>What a credential may allow.</summary>
internal static class Scopes
{
    /// <summary>Drawing samples, and ending one's own requests.</summary>
    public const string Sample = "sample";

    /// <summary>Loading and unloading models, metrics, and ending anybody's requests.</summary>
    public const string Operate = "operate";

    public static IReadOnlyList<string> All { get; } = [Sample, Operate];

    public static IReadOnlyList<string> Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
