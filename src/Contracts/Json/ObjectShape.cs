using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace GenPhys.Contracts.Json;

/// <summary>What the serializer's metadata says of one object type, arranged for looking members up.</summary>
internal sealed class ObjectShape
{
    private static readonly ConcurrentDictionary<JsonTypeInfo, ObjectShape> Cache = new();

    private ObjectShape(JsonTypeInfo info)
    {
        Members = info.Properties
            .Where(p => p.Set is not null || p.AssociatedParameter is not null)
            .Select((p, i) => new Member(i, p, info.Options.GetTypeInfo(p.PropertyType)))
            .ToFrozenDictionary(m => m.Property.Name);
        Required = [.. Members.Values.Where(m => m.Property.IsRequired).OrderBy(m => m.Index)];
        if (info.PolymorphismOptions is { } polymorphism)
        {
            Discriminator = polymorphism.TypeDiscriminatorPropertyName;
            Kinds = polymorphism.DerivedTypes.ToFrozenDictionary(d => (string)d.TypeDiscriminator!, d => info.Options.GetTypeInfo(d.DerivedType));
            Reserved = info.Type.GetCustomAttribute<ReservedKindsAttribute>()?.Kinds.ToFrozenSet() ?? [];
        }
    }

    public FrozenDictionary<string, Member> Members { get; }

    public IReadOnlyList<Member> Required { get; }

    /// <summary>Name of the member that tells the kind; null for a type with no kinds.</summary>
    public string? Discriminator { get; }

    public FrozenDictionary<string, JsonTypeInfo> Kinds { get; } = FrozenDictionary<string, JsonTypeInfo>.Empty;

    public FrozenSet<string> Reserved { get; } = [];

    public static ObjectShape Of(JsonTypeInfo info) => Cache.GetOrAdd(info, static key => new ObjectShape(key));

    /// <summary>One member, with its place among the members (for finding duplicates).</summary>
    internal sealed record Member(int Index, JsonPropertyInfo Property, JsonTypeInfo Type)
    {
        public bool AllowsNull { get; } = Nullable.GetUnderlyingType(Property.PropertyType) is not null
            || (!Property.PropertyType.IsValueType && Property.IsSetNullable);
    }
}
