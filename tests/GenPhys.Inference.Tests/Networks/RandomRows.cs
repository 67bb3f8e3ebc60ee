namespace GenPhys.Inference.Tests.Networks;

/// <summary>Rows as a sampler would ask for: inputs of unit size, c_noise of noise levels from 0.002 to 80, some of them shared.</summary>
internal sealed class RandomRows
{
    public RandomRows(int rows, int inputs, int outputs, int seed)
    {
        var random = new System.Random(seed);
        Input = [.. Enumerable.Range(0, rows * inputs).Select(_ => 4 * random.NextDouble() - 2)];
        Cotangent = [.. Enumerable.Range(0, rows * outputs).Select(_ => 2 * random.NextDouble() - 1)];
        Noise = [.. Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? 0.25 : -1.55 + 2.64 * random.NextDouble())];
    }

    public double[] Input { get; }

    public double[] Noise { get; }

    public double[] Cotangent { get; }
}
