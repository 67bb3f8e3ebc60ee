namespace GenPhys.Contracts.Json;

/// <summary>Kinds of a tagged family whose names are fixed, but which this version does not run: they are refused by name, not as unknown.</summary>
/// <param name="kinds">The values of the discriminator.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReservedKindsAttribute(params string[] kinds) : Attribute
{
    /// <summary>The values of the discriminator.</summary>
    public IReadOnlyList<string> Kinds { get; } = kinds;
}
