using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Codes;

/// <summary>The embeddings of hard codes as a network reads them, or as they are added to its raw output.</summary>
internal sealed class CodeColumns
{
    private readonly CodeLayout _layout;
    private readonly double[][] _tables;
    private readonly double[] _null;
    private readonly int _width;

    /// <exception cref="NetworkWeightsException">An array is missing, of another shape, or not finite.</exception>
    public CodeColumns(CodeLayout layout, IReadOnlyList<int> sizes, int outputs, SafeTensorsFile file)
    {
        (_layout, Sizes, _width) = (layout, sizes, layout.WidthOf(outputs));
        var arrays = layout.Shapes(sizes, outputs).Select(wanted => Read(file, wanted.Name, wanted.Shape)).ToList();
        (_tables, _null) = ([.. arrays.SkipLast(1)], arrays[^1]);
    }

    /// <summary>Columns of the network's input, behind all others.</summary>
    public int Count => _layout.Columns(Sizes.Count);

    /// <summary>Codebook sizes, <c>[slots]</c>.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Writes the columns of one lane.</summary>
    /// <param name="codes">Its codes, <c>[slots]</c>; -1 throughout for none.</param>
    /// <param name="columns">Receives them, <c>[Count]</c>.</param>
    public void Fill(ReadOnlySpan<int> codes, Span<double> columns)
    {
        if (_layout.NullFlag)
        {
            columns[^1] = codes[0] < 0 ? 1 : 0;
        }

        if (_layout.Injection != CodeInjection.Input)
        {
            return;
        }

        if (codes[0] < 0)
        {
            _null.CopyTo(columns);
            return;
        }

        for (var slot = 0; slot < codes.Length; slot++)
        {
            Embedding(slot, codes[slot]).CopyTo(columns[(slot * _width)..]);
        }
    }

    /// <summary>Adds to the raw output of one lane.</summary>
    /// <param name="codes">Its codes, <c>[slots]</c>; -1 throughout for none.</param>
    /// <param name="raw">F's output, <c>[outputs]</c>.</param>
    public void AddToOutput(ReadOnlySpan<int> codes, Span<double> raw)
    {
        if (_layout.Injection != CodeInjection.Output)
        {
            return;
        }

        if (codes[0] < 0)
        {
            Add(raw, _null);
            return;
        }

        for (var slot = 0; slot < codes.Length; slot++)
        {
            Add(raw, Embedding(slot, codes[slot]));
        }
    }

    private ReadOnlySpan<double> Embedding(int slot, int code) => _tables[slot].AsSpan(code * _width, _width);

    private static void Add(Span<double> sum, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += values[i];
        }
    }

    private static double[] Read(SafeTensorsFile file, string name, long[] shape)
    {
        var array = file.Find(name) ?? throw new NetworkWeightsException($"The weights lack '{name}'.");
        if (!array.Shape.SequenceEqual(shape))
        {
            throw new NetworkWeightsException($"'{name}' has shape [{string.Join(", ", array.Shape)}]; the codes need [{string.Join(", ", shape)}].");
        }

        var values = array.ToDoubles();
        return Array.TrueForAll(values, double.IsFinite) ? values : throw new NetworkWeightsException($"'{name}' holds a number that is not finite.");
    }
}
