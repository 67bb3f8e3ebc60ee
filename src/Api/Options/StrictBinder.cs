using Microsoft.Extensions.Options;

namespace GenPhys.Api.Options;

/// <summary>Binds a section to options, and refuses keys that no option has.</summary>
internal static class StrictBinder
{
    /// <exception cref="OptionsValidationException">A key is unknown, or a value is not of its option's type.</exception>
    public static void Bind<T>(IConfigurationSection section, T options)
        where T : class
    {
        var known = typeof(T).GetProperties().Select(property => property.Name).ToList();
        var failures = section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is not a setting. Known settings of {section.Key}: {string.Join(", ", known)}.")
            .ToList();
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
}
