using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>Reads a sample as agents, and leads derivatives by agents back to its columns.</summary>
internal sealed class SceneReader
{
    private readonly int _features, _x, _y, _length, _width, _cos, _sin, _theta;

    public SceneReader(SceneColumns? columns, int dimension)
    {
        var complete = SceneColumns.Complete(columns);
        _features = complete.Features!.Value;
        (_x, _y, _length, _width) = (complete.X!.Value, complete.Y!.Value, complete.Length!.Value, complete.Width!.Value);
        (_cos, _sin, _theta) = (complete.Heading!.Cos ?? -1, complete.Heading.Sin ?? -1, complete.Heading.Theta ?? -1);
        Dimension = dimension;
        Agents = dimension / _features;
    }

    public int Dimension { get; }

    public int Agents { get; }

    /// <summary>An agent's rectangle; sizes below the minimum are raised to it, so that the geometry has an inside.</summary>
    public Rectangle Read(ReadOnlySpan<double> x, int agent)
    {
        var row = x.Slice(agent * _features, _features);
        var (cos, sin) = Heading(row);
        const double Floor = PositiveSizesConstraint.DefaultMinimum;
        return new Rectangle(row[_x], row[_y], Math.Max(row[_length], Floor), Math.Max(row[_width], Floor), cos, sin);
    }

    public void ReadAll(ReadOnlySpan<double> x, Span<Rectangle> to)
    {
        for (var agent = 0; agent < to.Length; agent++)
        {
            to[agent] = Read(x, agent);
        }
    }

    /// <summary>Adds weight times a derivative by one agent; a size that was raised has none.</summary>
    public void Add(in RectangleGradient by, ReadOnlySpan<double> x, int agent, double weight, Span<double> gradient)
    {
        var row = x.Slice(agent * _features, _features);
        var to = gradient.Slice(agent * _features, _features);
        to[_x] += weight * by.X;
        to[_y] += weight * by.Y;
        to[_length] += row[_length] > PositiveSizesConstraint.DefaultMinimum ? weight * by.Length : 0;
        to[_width] += row[_width] > PositiveSizesConstraint.DefaultMinimum ? weight * by.Width : 0;
        if (_theta >= 0)
        {
            to[_theta] += weight * by.Psi;
            return;
        }

        // ψ = atan2(s, c), whatever the common scale of c and s; without a direction there is no derivative either.
        double c = row[_cos], s = row[_sin], square = (c * c) + (s * s);
        if (square > 0)
        {
            to[_cos] -= weight * by.Psi * s / square;
            to[_sin] += weight * by.Psi * c / square;
        }
    }

    /// <summary>Whether every length and width is at least a minimum.</summary>
    public bool HasSizes(ReadOnlySpan<double> x, double minimum)
    {
        for (var agent = 0; agent < Agents; agent++)
        {
            if (!(x[(agent * _features) + _length] >= minimum && x[(agent * _features) + _width] >= minimum))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Excludes the agents whose length or width is below a minimum.</summary>
    public void ExcludeSizes(ReadOnlySpan<double> x, double minimum, Span<bool> agents)
    {
        for (var agent = 0; agent < agents.Length; agent++)
        {
            agents[agent] &= x[(agent * _features) + _length] >= minimum && x[(agent * _features) + _width] >= minimum;
        }
    }

    /// <summary>l of the sizes: the sum of ½[minimum - size]₊².</summary>
    public double AccumulateSizes(ReadOnlySpan<double> x, double minimum, double weight, Span<double> gradient)
    {
        var sum = 0.0;
        for (var agent = 0; agent < Agents; agent++)
        {
            sum += Size((agent * _features) + _length, x, gradient) + Size((agent * _features) + _width, x, gradient);
        }

        return sum;

        double Size(int place, ReadOnlySpan<double> x, Span<double> gradient)
        {
            var missing = Math.Max(minimum - x[place], 0);
            if (!gradient.IsEmpty)
            {
                gradient[place] -= weight * missing;
            }

            return 0.5 * missing * missing;
        }
    }

    private (double Cos, double Sin) Heading(ReadOnlySpan<double> row)
    {
        if (_theta >= 0)
        {
            var (sin, cos) = Math.SinCos(row[_theta]);
            return (cos, sin);
        }

        // Scaled first: the square of a small number may be none.
        double c = row[_cos], s = row[_sin], scale = Math.Max(Math.Abs(c), Math.Abs(s));
        if (scale == 0)
        {
            return (1, 0);
        }

        (c, s) = (c / scale, s / scale);
        var length = Math.Sqrt((c * c) + (s * s));
        return (c / length, s / length);
    }
}
