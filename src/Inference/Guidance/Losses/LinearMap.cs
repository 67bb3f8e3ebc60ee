using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>A linear map with its entries listed row by row: most maps of a request are sparse.</summary>
public sealed class LinearMap
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly double[] _values;

    private LinearMap(List<int> starts, List<int> columns, List<double> values)
    {
        starts.Add(columns.Count);
        (_starts, _columns, _values) = ([.. starts], [.. columns], [.. values]);
    }

    /// <summary>Rows of the map.</summary>
    public int Rows => _starts.Length - 1;

    /// <summary>Entries that are listed.</summary>
    public int Entries => _values.Length;

    /// <summary>The map of a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="shape">Shape of a sample.</param>
    /// <param name="context">For errors; points at the operator.</param>
    /// <returns>The map.</returns>
    /// <exception cref="GenPhysException">It does not fit the shape.</exception>
    public static LinearMap Create(LinearOperatorSpec spec, int[] shape, LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(shape);
        return spec switch
        {
            MatrixOperator matrix => Matrix(matrix.Rows, context),
            MaskOperator mask => Mask(mask.Indices, context),
            AverageOperator average => Image(shape, average.Factor, context, (extent, factor) => Blocks(extent, factor)),
            BicubicOperator bicubic => Image(shape, bicubic.Factor, context, (extent, factor) => Cubic(extent, factor)),
            _ => throw context.Mismatch("kind", "The operator is not built into this service."),
        };
    }

    /// <summary>One row of the map times x.</summary>
    /// <param name="row">Row.</param>
    /// <param name="x">Sample, <c>[dim]</c>.</param>
    /// <returns>The product.</returns>
    public double Product(int row, ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        for (var e = _starts[row]; e < _starts[row + 1]; e++)
        {
            sum += _values[e] * x[_columns[e]];
        }

        return sum;
    }

    /// <summary>Adds a factor times one row of the map.</summary>
    /// <param name="row">Row.</param>
    /// <param name="factor">Factor.</param>
    /// <param name="sum">Numbers to add to, <c>[dim]</c>.</param>
    public void AddTransposed(int row, double factor, Span<double> sum)
    {
        for (var e = _starts[row]; e < _starts[row + 1]; e++)
        {
            sum[_columns[e]] += factor * _values[e];
        }
    }

    private static LinearMap Matrix(double[][] rows, LossContext context)
    {
        var (starts, columns, values) = (new List<int>(), new List<int>(), new List<double>());
        foreach (var row in rows)
        {
            context.Require(row.Length, context.Dimension, "rows", "coordinate of a sample");
            starts.Add(columns.Count);
            columns.AddRange(Enumerable.Range(0, row.Length));
            values.AddRange(row);
        }

        return new LinearMap(starts, columns, values);
    }

    private static LinearMap Mask(int[] indices, LossContext context)
    {
        if (indices.FirstOrDefault(index => index >= context.Dimension, -1) is var missing and >= 0)
        {
            throw context.Mismatch("indices", $"A sample has {context.Dimension} coordinates; there is no coordinate {missing}.");
        }

        return new LinearMap([.. Enumerable.Range(0, indices.Length)], [.. indices], [.. indices.Select(_ => 1.0)]);
    }

    // The same kernel along both axes of every image, and the images of leading axes one after another.
    private static LinearMap Image(int[] shape, int factor, LossContext context, Func<int, int, (int Column, double Value)[][]> kernel)
    {
        if (shape.Length < 2 || shape[^1] % factor != 0 || shape[^2] % factor != 0)
        {
            throw context.Mismatch("factor", $"The last two axes of a sample of shape [{string.Join(", ", shape)}] are not both multiples of {factor}.");
        }

        var (height, width) = (shape[^2], shape[^1]);
        var images = shape[..^2].Aggregate(1, (product, extent) => product * extent);
        var (down, across) = (kernel(height, factor), kernel(width, factor));
        var (starts, columns, values) = (new List<int>(), new List<int>(), new List<double>());
        for (var image = 0; image < images; image++)
        {
            foreach (var vertical in down)
            {
                foreach (var horizontal in across)
                {
                    starts.Add(columns.Count);
                    foreach (var (i, a) in vertical)
                    {
                        foreach (var (j, b) in horizontal)
                        {
                            columns.Add((((image * height) + i) * width) + j);
                            values.Add(a * b);
                        }
                    }
                }
            }
        }

        return new LinearMap(starts, columns, values);
    }

    private static (int Column, double Value)[][] Blocks(int extent, int factor) =>
        [.. Enumerable.Range(0, extent / factor).Select(o => Enumerable.Range(o * factor, factor).Select(i => (i, 1.0 / factor)).ToArray())];

    // Keys 1981 with a = -1/2, stretched by the factor; what falls outside of the image is left out and the rest rescaled.
    private static (int Column, double Value)[][] Cubic(int extent, int factor) =>
    [
        .. Enumerable.Range(0, extent / factor).Select(o =>
        {
            var centre = ((o + 0.5) * factor) - 0.5;
            var near = Enumerable.Range(0, extent)
                .Select(i => (Column: i, Value: Keys(Math.Abs(i - centre) / factor)))
                .Where(entry => entry.Value != 0)
                .ToArray();
            var total = near.Sum(entry => entry.Value);
            return near.Select(entry => (entry.Column, entry.Value / total)).ToArray();
        }),
    ];

    private static double Keys(double t) => t switch
    {
        < 1 => (((1.5 * t) - 2.5) * t * t) + 1,
        < 2 => (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2,
        _ => 0,
    };
}
