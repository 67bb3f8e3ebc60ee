using Microsoft.Extensions.Options;

namespace GenPhys.Api.Options;

/// <summary>Binds a section to options, and refuses keys that no option has, at any depth.</summary>
internal static class StrictBinder
{
    /// <exception cref="OptionsValidationException">A key is unknown, or a value is not of its option's type.</exception>
    public static void Bind<T>(IConfigurationSection section, T options)
        where T : class
    {
        var failures = Unknown(section, typeof(T)).ToList();
        if (failures.Count > 0)
        {
            throw new OptionsValidationException(section.Key, typeof(T), failures);
        }

        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            throw new OptionsValidationException(section.Key, typeof(T), [exception.Message]);
        }
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties();
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(known, property => string.Equals(property.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return $"{child.Path} is not a setting. Known settings of {section.Path}: {string.Join(", ", known.Select(property => property.Name))}.";
                continue;
            }

            foreach (var failure in Below(child, property.PropertyType))
            {
                yield return failure;
            }
        }
    }

    private static IEnumerable<string> Below(IConfigurationSection child, Type type)
    {
        if (type.Namespace == typeof(StrictBinder).Namespace)
        {
            return Unknown(child, type);
        }

        // The keys of a dictionary are names of the operator's choice; what they name is strict again.
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>)
            ? child.GetChildren().SelectMany(entry => Below(entry, type.GenericTypeArguments[1]))
            : [];
    }
}
