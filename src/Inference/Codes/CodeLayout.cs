namespace GenPhys.Inference.Codes;

/// <summary>
/// How a network is told of latent codes z (Xu et al. 2024, "DisCo-Diff", section 3): each slot has a table of embeddings of its own, so that its position needs no
/// mark, and "no code at all" is a learned embedding too.
/// </summary>
public sealed record CodeLayout
{
    /// <summary>Where the embeddings enter; default <see cref="CodeInjection.Input"/>.</summary>
    public CodeInjection Injection { get; init; } = CodeInjection.Input;

    /// <summary>Width of one embedding where they enter at the input, 1 to 8192; default 16. At the output it is that of the output.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Whether one more column of the input is 1 for a lane without codes and 0 for others; by default it is.</summary>
    public bool NullFlag { get; init; } = true;

    /// <summary>Columns of the input behind those of the state.</summary>
    /// <param name="slots">Latent codes.</param>
    /// <returns>The number of columns.</returns>
    public int Columns(int slots) => (Injection == CodeInjection.Input ? slots * Width : 0) + (NullFlag ? 1 : 0);

    /// <summary>Width of one embedding.</summary>
    /// <param name="outputs">Outputs of the network.</param>
    /// <returns>The width.</returns>
    public int WidthOf(int outputs) => Injection == CodeInjection.Input ? Width : outputs;

    /// <summary>The arrays that hold the embeddings, by name: one table per slot, and the embedding of no code.</summary>
    /// <param name="sizes">Codebook sizes, <c>[slots]</c>.</param>
    /// <param name="outputs">Outputs of the network.</param>
    /// <returns>Names and shapes.</returns>
    public IEnumerable<(string Name, long[] Shape)> Shapes(IReadOnlyList<int> sizes, int outputs)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        var width = WidthOf(outputs);
        return
        [
            .. sizes.Select((size, slot) => (TableName(slot), new long[] { size, width })),
            (NullName, [Injection == CodeInjection.Input ? sizes.Count * width : width]),
        ];
    }

    /// <summary>What is wrong with the sizes: the member's JSON name and what would be right; empty if nothing is.</summary>
    /// <returns>Problems.</returns>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Width is < 1 or > 8192)
        {
            yield return ("width", "must be from 1 to 8192");
        }
    }

    internal const string NullName = "null";

    internal static string TableName(int slot) => $"slot{slot}";
}
