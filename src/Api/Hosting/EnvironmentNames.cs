namespace GenPhys.Api.Hosting;

/// <summary>Short names for the settings that are set most often. The command line is stronger than the environment.</summary>
internal static class EnvironmentNames
{
    private static readonly (string Variable, string Key)[] Names =
    [
        ("GENPHYS_HTTP_PORT", "Http:Port"),
        ("GENPHYS_GRPC_PORT", "Grpc:Port"),
        ("GENPHYS_MODELS", "Models:Path"),
        ("GENPHYS_DEVICE", "Device"),
        ("GENPHYS_THREADS", "Threads"),
        ("GENPHYS_INSECURE", "Security:Insecure"),
    ];

    /// <summary>The arguments with each switch that takes no value written as the setting that it stands for.</summary>
    public static string[] Expand(string[] args) => Array.ConvertAll(args, argument => argument == "--insecure" ? "--Security:Insecure=true" : argument);

    public static void Apply(IConfigurationBuilder configuration, string[] args)
    {
        var set = Names
            .Select(name => KeyValuePair.Create(name.Key, Environment.GetEnvironmentVariable(name.Variable)))
            .Where(pair => !string.IsNullOrEmpty(pair.Value));
        configuration.AddInMemoryCollection(set).AddCommandLine(args);
    }
}
