using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Training.Learning;

/// <summary>Weights of a network that reads more columns than the one that they come from, and that does the same as long as it does not listen to them.</summary>
internal static class WidenedWeights
{
    /// <summary>Puts weights of 0 behind those of the inputs.</summary>
    /// <param name="weights">Weights for <paramref name="inputs"/> inputs.</param>
    /// <param name="architecture">Kind and sizes of both networks.</param>
    /// <param name="inputs">Numbers per row that go into the narrower network.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    /// <param name="columns">How many more go into the wider one.</param>
    /// <returns>The weights of the wider network.</returns>
    /// <exception cref="InvalidDataException">An array is missing.</exception>
    public static SafeTensorsFile Of(SafeTensorsFile weights, Architecture architecture, int inputs, int outputs, int columns)
    {
        var wide = architecture.Shapes(inputs + columns, outputs).Select(array => array.Shape);
        return new SafeTensorsFile([.. architecture.Shapes(inputs, outputs).Zip(wide, (array, shape) =>
        {
            var found = weights.Find(array.Name) ?? throw new InvalidDataException($"the array {array.Name} is missing");
            return shape.SequenceEqual(array.Shape) ? found
                : found.Type == SafeTensorType.F64 ? SafeTensor.Of(array.Name, shape, Widen(found.ToDoubles(), array.Shape, inputs, columns))
                : SafeTensor.Of(array.Name, shape, Widen(found.ToSingles(), array.Shape, inputs, columns));
        })]);
    }

    // What stands behind the inputs of a row, such as the weight of the noise level, moves behind the new columns.
    private static T[] Widen<T>(T[] values, long[] shape, int inputs, int columns)
    {
        var (rows, width) = ((int)shape[0], (int)shape[1]);
        var wider = new T[rows * (width + columns)];
        for (var row = 0; row < rows; row++)
        {
            var from = values.AsSpan(row * width, width);
            var to = wider.AsSpan(row * (width + columns), width + columns);
            from[..inputs].CopyTo(to);
            from[inputs..].CopyTo(to[(inputs + columns)..]);
        }

        return wider;
    }
}
