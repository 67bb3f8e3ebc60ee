using GenPhys.Inference.Networks;
using GenPhys.Inference.Networks.Tiles;

namespace GenPhys.Inference.Tests.Networks;

public sealed class TileProofTests
{
    [Fact]
    public void Sizes_whose_bits_depend_on_the_place_are_left_out() =>
        Assert.Equal([4, 8], TileProof.Choose(new Evaluator((row, size, _) => size >= 16 && row % 12 == 5), [4, 8, 16, 32]));

    [Fact]
    public void Of_sizes_that_disagree_those_that_reach_furthest_are_kept() =>
        Assert.Equal([8, 16], TileProof.Choose(new Evaluator((_, size, _) => size < 8), [2, 4, 8, 16]));

    [Fact]
    public void Sizes_whose_bits_depend_on_the_neighbour_are_left_out() =>
        Assert.Equal([4], TileProof.Choose(new Evaluator((_, size, neighbour) => size > 4 && Math.Abs(neighbour) > 100), [4, 8]));

    [Fact]
    public void Nothing_is_chosen_where_no_size_keeps_its_bits() =>
        Assert.Empty(TileProof.Choose(new Evaluator((row, _, _) => row % 2 == 0), [4, 8]));

    /// <summary>The identity, one bit off where the rule (place in the tile, tile size, the row before) says so, as a BLAS may be.</summary>
    private sealed class Evaluator(Func<int, int, double, bool> off) : ITileEvaluator
    {
        private int _size;

        public int Inputs => 1;

        public int Outputs => 1;

        public string Description => "identity";

        public void Use(int size) => _size = size;

        public void Forward(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output)
        {
            for (var i = 0; i < input.Length; i++)
            {
                var place = i % _size;
                output[i] = off(place, _size, place > 0 ? input[i - 1] : 0) ? Math.BitIncrement(input[i]) : input[i];
            }
        }

        public void ForwardAndKeep(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output) => input.CopyTo(output);

        public void Backward(ReadOnlySpan<double> cotangent, Span<double> gradient) => cotangent.CopyTo(gradient);

        public void Release()
        {
        }

        public WarmUpReport WarmUp() => new(Description, true, []);

        public void Dispose()
        {
        }
    }
}
