using GenPhys.Inference.Codes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenPhys.Training.Disco;

/// <summary>The trainable embeddings of codes: what a network reads of relaxed ones, and what of them is added to its output.</summary>
internal sealed class CodeEmbeddings : nn.Module
{
    private readonly CodeLayout _layout;
    private readonly Parameter[] _tables;
    private readonly Parameter _null;
    private readonly int[] _sizes;

    public CodeEmbeddings(CodeLayout layout, int[] sizes, int outputs, ScalarType dtype, Device device)
        : base(nameof(CodeEmbeddings))
    {
        (_layout, _sizes) = (layout, sizes);
        var shapes = layout.Shapes(sizes, outputs).ToList();
        _tables = [.. shapes.SkipLast(1).Select(shape => new Parameter(ones(shape.Shape, dtype: dtype, device: device)))];

        // No code at all begins in the middle, where it favours none.
        _null = new Parameter(zeros(shapes[^1].Shape, dtype: dtype, device: device));
        foreach (var (table, shape) in _tables.Zip(shapes))
        {
            register_parameter(shape.Name, table);
        }

        register_parameter(shapes[^1].Name, _null);
    }

    /// <summary>The columns that the network reads.</summary>
    /// <param name="codes">Weights of all codes of all slots, <c>[rows, sum of sizes]</c>; each slot's sum to 1.</param>
    /// <param name="dropped">1 in rows without a code, 0 in others, <c>[rows, 1]</c>.</param>
    /// <returns><c>[rows, columns]</c>; null for none.</returns>
    public Tensor? Columns(Tensor codes, Tensor dropped)
    {
        Tensor? columns = null;
        if (_layout.Injection == CodeInjection.Input)
        {
            columns = WithNull(cat([.. Embedded(codes)], 1), dropped);
        }

        return !_layout.NullFlag ? columns : columns is null ? dropped : cat([columns, dropped], 1);
    }

    /// <summary>What is added to the network's raw output.</summary>
    /// <param name="codes">As for the columns.</param>
    /// <param name="dropped">As for the columns.</param>
    /// <returns><c>[rows, outputs]</c>; null for nothing.</returns>
    public Tensor? Addition(Tensor codes, Tensor dropped) =>
        _layout.Injection == CodeInjection.Output ? WithNull(Embedded(codes).Aggregate((sum, next) => sum + next), dropped) : null;

    protected override void RegisterComponents()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var table in _tables)
            {
                table.Dispose();
            }

            _null.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor WithNull(Tensor embedded, Tensor dropped) => ((1 - dropped) * embedded) + (dropped * _null);

    private IEnumerable<Tensor> Embedded(Tensor codes)
    {
        var first = 0;
        for (var slot = 0; slot < _sizes.Length; first += _sizes[slot++])
        {
            yield return codes.narrow(1, first, _sizes[slot]).matmul(_tables[slot]);
        }
    }
}
