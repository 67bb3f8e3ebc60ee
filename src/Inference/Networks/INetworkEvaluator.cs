namespace GenPhys.Inference.Networks;

/// <summary>
/// Evaluates a raw network F(input; c_noise) with frozen weights on rows that know nothing of each other: the bits of a
/// row depend on that row alone. All calls come from one thread at a time.
/// </summary>
internal interface INetworkEvaluator : IDisposable
{
    /// <summary>Numbers per row that go in.</summary>
    int Inputs { get; }

    /// <summary>Numbers per row that come out.</summary>
    int Outputs { get; }

    /// <summary>Rows computed so far only to fill tiles; 0 where there are no tiles.</summary>
    long Padding => 0;

    /// <summary>What runs, in a few words, for the log and the model's status.</summary>
    string Description { get; }

    /// <summary>output <c>[rows, Outputs]</c> = F(input <c>[rows, Inputs]</c>; noise <c>[rows]</c>).</summary>
    void Forward(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output);

    /// <summary>As <see cref="Forward"/>, and keeps what <see cref="Backward"/> needs.</summary>
    void ForwardAndKeep(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output);

    /// <summary>gradient <c>[rows, Inputs]</c> = J_F^T cotangent <c>[rows, Outputs]</c> of the rows kept last; lets go of what was kept.</summary>
    void Backward(ReadOnlySpan<double> cotangent, Span<double> gradient);

    /// <summary>
    /// Value and gradient where a row's cotangent follows from its own output, as with the logarithm of a probability: nothing is kept between calls, so that
    /// an implementation may go forward and back through a few rows while they are at hand. The bits are those of <see cref="ForwardAndKeep"/> and <see cref="Backward"/>.
    /// </summary>
    /// <param name="input"><c>[rows, Inputs]</c>.</param>
    /// <param name="noise"><c>[rows]</c>.</param>
    /// <param name="cotangent">Told of rows in any order and, with several threads, at once; it writes where only those rows are.</param>
    /// <param name="output">Scratch, <c>[rows, Outputs]</c>; holds the cotangents afterwards.</param>
    /// <param name="gradient">Receives J_F^T of the cotangents, <c>[rows, Inputs]</c>.</param>
    void Differentiate(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, CotangentRule cotangent, Span<double> output, Span<double> gradient)
    {
        try
        {
            ForwardAndKeep(input, noise, output);
            cotangent(0, output);
            Backward(output, gradient);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Lets go of what was kept, if anything.</summary>
    void Release();

    /// <summary>Measures and proves what the implementation promises on this machine; the report is for the log.</summary>
    WarmUpReport WarmUp();
}
