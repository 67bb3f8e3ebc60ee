using System.Text.Json;
using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Cli.Plotting;

/// <summary>A section through a constraint: two coordinates of a sample move over a window, the others stay.</summary>
internal sealed record ConstraintView
{
    private static readonly JsonSerializerOptions Options = new(ContractsJson.Default.Options)
    {
        TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine(ContractsJson.Default, ViewJson.Default),
    };

    /// <summary>The constraint.</summary>
    public required ConstraintSpec Constraint { get; init; }

    /// <summary>The sample that the section goes through; (0, 0) by default.</summary>
    public double[]? At { get; init; }

    /// <summary>The coordinates that move, across and up; the first two by default.</summary>
    public int[]? Axes { get; init; }

    /// <summary>The lower left corner of the window, <c>[2]</c>.</summary>
    public required double[] Low { get; init; }

    /// <summary>The side of the window.</summary>
    public required double Side { get; init; }

    /// <summary>Reads a view.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="CliException">The file holds no view.</exception>
    public static ConstraintView Read(string path)
    {
        try
        {
            var view = JsonSerializer.Deserialize<ConstraintView>(File.ReadAllBytes(path), Options)!;
            view = view with { At = view.At ?? [0, 0], Axes = view.Axes ?? [0, 1] };
            return view is { Low.Length: 2, Axes.Length: 2, Side: > 0 } && view.Axes.All(axis => axis >= 0 && axis < view.At.Length)
                ? view
                : throw new CliException($"{path}: low and axes have two entries, axes are places in at, and side is above 0.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: {e.Message}", inner: e);
        }
    }
}

/// <summary>How views are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ConstraintView))]
internal sealed partial class ViewJson : JsonSerializerContext;
