using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Walks a constraint, counts what it holds against the limits, and collects what is wrong.</summary>
internal sealed class ConstraintChecker(Violations found, ConstraintLimits limits)
{
    /// <summary>The largest size of a coordinate, 1e100: squares and their sums stay finite.</summary>
    public const double Largest = 1e100;

    // A constraint of ten thousand bad parts is told of the first few.
    private const int MaxFound = 32;

    private readonly int _before = found.Found.Count;
    private int _depth;
    private long _parts;
    private long _vertices;

    public Violations Found { get; } = found;

    public ConstraintLimits Limits { get; } = limits;

    public void Visit(ConstraintSpec spec, JsonPointer at, int? dimension)
    {
        Parts(1, at);
        if (_depth >= Limits.MaxDepth)
        {
            Found.Add(ErrorCode.BudgetExceeded, at, $"Constraints are nested deeper than {Limits.MaxDepth}.");
            return;
        }

        if (Enough || _parts > Limits.MaxParts)
        {
            return;
        }

        if (dimension is { } given && spec.Dimension() is { } own && own != given)
        {
            Found.Add(ErrorCode.ShapeMismatch, at, $"This constraint is on points of {own} coordinates, and is used on {given}.");
        }

        _depth++;
        spec.CheckMembers(this, at, dimension);
        _depth--;
    }

    /// <summary>Visits a part that has to be a region.</summary>
    public void VisitRegion(ConstraintSpec spec, JsonPointer at, int? dimension, string user)
    {
        if (!spec.IsRegion())
        {
            Found.Add(ErrorCode.Validation, at, $"{user} takes a region, such as a polygon, and not a constraint on scenes or sequences.");
            return;
        }

        Visit(spec, at, dimension);
    }

    public void Finite(double? value, JsonPointer at)
    {
        if (value is { } number && !IsUsable(number))
        {
            Bad(at);
        }
    }

    public void Above(double? value, double low, JsonPointer at)
    {
        Found.Above(value, low, at);
        Found.AtMost(value, Largest, at);
    }

    public void AtLeast(double? value, double low, JsonPointer at)
    {
        Found.AtLeast(value, low, at);
        Found.AtMost(value, Largest, at);
    }

    /// <summary>Requires 1 to 100,000 finite numbers, or exactly <paramref name="length"/>.</summary>
    public bool Vector(double[] values, JsonPointer at, int? length = null)
    {
        if (length is { } exact ? values.Length != exact : values.Length is < 1 or > 100_000)
        {
            Found.Add(ErrorCode.Validation, at, $"{at.Name} needs {length?.ToString() ?? "1 to 100000"} numbers, and has {values.Length}.");
            return false;
        }

        var bad = Array.FindIndex(values, value => !IsUsable(value));
        if (bad >= 0)
        {
            Bad(at[bad]);
        }

        return bad < 0;
    }

    /// <summary>Requires a direction: finite, and not zero.</summary>
    public void Direction(double[] values, JsonPointer at)
    {
        if (Vector(values, at) && !values.Any(value => Math.Abs(value) > 1 / Largest))
        {
            Found.Add(ErrorCode.Validation, at, $"{at.Name} must not be zero.");
        }
    }

    public bool Vertices(long count, JsonPointer at)
    {
        _vertices += count;
        return Within(_vertices, count, Limits.MaxVertices, at, "vertices");
    }

    public bool Parts(long count, JsonPointer at)
    {
        _parts += count;
        return Within(_parts, count, Limits.MaxParts, at, "parts");
    }

    private bool Enough => Found.Found.Count - _before > MaxFound;

    private static bool IsUsable(double value) => Math.Abs(value) <= Largest;

    private void Bad(JsonPointer at) => Found.Add(ErrorCode.Validation, at, $"Every number must be finite and at most {Largest:g} in size.");

    private bool Within(long total, long added, long limit, JsonPointer at, string what)
    {
        // Told once, where the limit is crossed.
        if (total > limit && total - added <= limit)
        {
            Found.Add(ErrorCode.BudgetExceeded, at, $"The constraint has more than {limit} {what}.");
        }

        return total <= limit;
    }
}
