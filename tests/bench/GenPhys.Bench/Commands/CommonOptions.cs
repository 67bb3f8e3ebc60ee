using System.CommandLine;

namespace GenPhys.Bench.Commands;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    public static Option<string> Model() => new("--model")
    {
        Description = "Name of the shipped model to measure.",
        DefaultValueFactory = _ => "checkerboard",
    };

    public static Option<int> Rounds(int count) => new("--rounds")
    {
        Description = "How often everything is measured, in turn; the median counts.",
        DefaultValueFactory = _ => count,
    };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Threads of one evaluation, the same for GenPhys and its peers.",
        DefaultValueFactory = _ => 1,
    };
}
