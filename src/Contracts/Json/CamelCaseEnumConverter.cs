using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenPhys.Contracts.Json;

/// <summary>Writes an enumeration by its names in camelCase, and reads no numbers in their place.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
