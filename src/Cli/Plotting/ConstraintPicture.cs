using System.Globalization;
using System.Text;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;

namespace GenPhys.Cli.Plotting;

/// <summary>Draws a section through a constraint as SVG: the allowed set shaded, and arrows of -∇l that lead to it.</summary>
internal static class ConstraintPicture
{
    private const int Pixels = 240;
    private const int Lines = 80;
    private const int Arrows = 11;

    public static string Draw(ConstraintView view)
    {
        var constraint = ConstraintRegistry.Create(view.Constraint, view.At!.Length, new ConstraintLimits(), JsonPointer.Root["constraint"]);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Pixels}\" height=\"{Pixels}\" viewBox=\"0 0 {Pixels} {Pixels}\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Pixels}\" height=\"{Pixels}\" fill=\"{PlotColours.Paper.Hex}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"{PlotColours.Cell.Hex}\" stroke=\"{PlotColours.Cell.Hex}\" stroke-width=\"0.3\" d=\"{Inside(view, constraint)}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{PlotColours.Outside.Hex}\" stroke-width=\"1\" d=\"{Pulls(view, constraint)}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"0.5\" y=\"0.5\" width=\"{Pixels - 1}\" height=\"{Pixels - 1}\" fill=\"none\" stroke=\"{PlotColours.Frame.Hex}\"/>\n</svg>\n");
        return svg.ToString();
    }

    /// <summary>Runs of allowed points, one row of them per line.</summary>
    private static string Inside(ConstraintView view, Constraint constraint)
    {
        var path = new StringBuilder();
        var height = (double)Pixels / Lines;
        for (var line = 0; line < Lines; line++)
        {
            var start = -1;
            for (var pixel = 0; pixel <= Pixels; pixel++)
            {
                var inside = pixel < Pixels && constraint.Contains(Sample(view, pixel + 0.5, (line + 0.5) * height));
                if (inside && start < 0)
                {
                    start = pixel;
                }
                else if (!inside && start >= 0)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{start} {line * height:0.#}h{pixel - start}v{height:0.#}h-{pixel - start}z");
                    start = -1;
                }
            }
        }

        return path.ToString();
    }

    private static string Pulls(ConstraintView view, Constraint constraint)
    {
        var path = new StringBuilder();
        var gradient = new double[constraint.Dimension];
        var step = (double)Pixels / Arrows;
        for (var i = 0; i < Arrows * Arrows; i++)
        {
            double px = ((i % Arrows) + 0.5) * step, py = ((i / Arrows) + 0.5) * step;
            constraint.Evaluate(Sample(view, px, py), gradient);
            double dx = -gradient[view.Axes![0]], dy = gradient[view.Axes![1]], length = Math.Sqrt((dx * dx) + (dy * dy));
            if (length < 1e-9)
            {
                continue;
            }

            // As long as the way to the set, but no longer than the space between two arrows.
            var shown = Math.Min(length * Pixels / view.Side, 0.8 * step) / length;
            double x = px + (shown * dx), y = py + (shown * dy), head = 3 / length;
            path.Append(CultureInfo.InvariantCulture, $"M{px:0.#} {py:0.#}L{x:0.#} {y:0.#}");
            path.Append(CultureInfo.InvariantCulture, $"M{x - (head * (dx + (0.6 * dy))):0.#} {y - (head * (dy - (0.6 * dx))):0.#}L{x:0.#} {y:0.#}L{x - (head * (dx - (0.6 * dy))):0.#} {y - (head * (dy + (0.6 * dx))):0.#}");
        }

        return path.ToString();
    }

    private static double[] Sample(ConstraintView view, double px, double py)
    {
        double[] x = [.. view.At!];
        x[view.Axes![0]] = view.Low[0] + (view.Side * px / Pixels);
        x[view.Axes![1]] = view.Low[1] + (view.Side * (Pixels - py) / Pixels);
        return x;
    }
}
