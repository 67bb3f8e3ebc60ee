using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Batches;

public sealed class BatchSourceTests
{
    private static readonly PointSet Points = new([.. Enumerable.Range(0, 60).Select(i => (double)i)], 2);

    [Fact]
    public void References_are_drawn_without_replacement_and_every_row_as_often()
    {
        using var scope = NewDisposeScope();
        using var source = Create(5, 12);
        var seen = new int[30];
        var firsts = new int[30];
        for (var step = 1; step <= 3000; step++)
        {
            using var one = NewDisposeScope();
            var rows = source.Draw(step).References.data<double>().ToArray().Where((_, i) => i % 2 == 0).Select(v => (int)(v / 2)).ToArray();
            Assert.Equal(12, rows.Distinct().Count());
            firsts[rows[0]]++;
            foreach (var row in rows)
            {
                seen[row]++;
            }
        }

        // 1,200 and 100 expected; five standard deviations.
        Assert.All(seen, count => Assert.InRange(count, 1065, 1335));
        Assert.All(firsts, count => Assert.InRange(count, 50, 150));
    }

    [Fact]
    public void A_step_s_batch_does_not_depend_on_the_steps_before_it()
    {
        using var scope = NewDisposeScope();
        using var straight = Create(5, 12);
        using var other = Create(5, 12);
        straight.Draw(1);
        straight.Draw(2);

        var (left, right) = (straight.Draw(7), other.Draw(7));

        Assert.Equal(left.References.data<double>().ToArray(), right.References.data<double>().ToArray());
        Assert.Equal(left.Perturbed.data<double>().ToArray(), right.Perturbed.data<double>().ToArray());
        Assert.NotEqual(left.Noise.data<double>().ToArray(), other.Draw(8).Noise.data<double>().ToArray());
    }

    [Fact]
    public void Sources_lead_the_references_and_are_perturbed_at_their_level()
    {
        using var scope = NewDisposeScope();
        using var source = Create(5, 12);
        var batch = source.Draw(3);
        var (y, z, x) = (batch.Sources.data<double>().ToArray(), batch.Noise.data<double>().ToArray(), batch.Perturbed.data<double>().ToArray());
        var (sigma, weight) = (batch.Sigma.data<double>().ToArray(), batch.LossWeight.data<double>().ToArray());

        Assert.Equal(batch.References.data<double>().ToArray()[..10], y);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(y[i] + (sigma[i / 2] * z[i]), x[i], 1e-12);
        }

        // lambda = (sigma^2 + sigma_d^2) / (sigma sigma_d)^2
        Assert.All(sigma.Zip(weight), pair => Assert.Equal(((pair.First * pair.First) + 4) / (4 * pair.First * pair.First), pair.Second, 1e-9 * pair.Second));
        Assert.All(sigma, s => Assert.InRange(s, 0.01, 10));
    }

    [Fact]
    public void A_full_batch_is_the_data_in_their_order()
    {
        using var scope = NewDisposeScope();
        using var source = Create(30, 30);
        Assert.Equal(Points.Values.ToArray(), source.Draw(1).Sources.data<double>().ToArray());
    }

    [Fact]
    public void Sources_are_told_their_class_or_none_and_are_otherwise_as_without_classes()
    {
        using var scope = NewDisposeScope();
        var labelled = new PointSet(Points.Values.ToArray(), 2, [.. Enumerable.Range(0, 30).Select(i => i % 3)]);
        using var plain = Create(10, 20);
        using var source = Create(10, 20, labelled, 3, 0.25);
        var dropped = 0;
        for (var step = 1; step <= 400; step++)
        {
            using var one = NewDisposeScope();
            var batch = source.Draw(step);
            var (y, columns) = (batch.References.data<double>().ToArray(), batch.Conditions!.Columns.data<double>().ToArray());
            var foreign = batch.Conditions.Foreign(0, 10, CPU).data<bool>().ToArray();
            Assert.Equal(plain.Draw(step).Perturbed.data<double>().ToArray(), batch.Perturbed.data<double>().ToArray());
            Assert.Equal([10L, 6], batch.Input.shape);
            for (var i = 0; i < 10; i++)
            {
                int Class(int row) => (int)(y[2 * row] / 2) % 3;
                var told = Array.IndexOf(columns, 1.0, 4 * i, 4) - (4 * i);
                Assert.Equal(1, columns[(4 * i)..((4 * i) + 4)].Sum());
                Assert.True(told == 3 || told == Class(i));
                dropped += told == 3 ? 1 : 0;
                for (var k = 0; k < 20; k++)
                {
                    Assert.Equal(told < 3 && Class(k) != Class(i), foreign[(20 * i) + k]);
                }
            }
        }

        // 1,000 expected; five standard deviations.
        Assert.InRange(dropped, 863, 1137);
    }

    private static readonly EdmProcess Process = new();

    private static BatchSource Create(int sources, int references, PointSet? points = null, int classes = 0, double dropout = 0) => new(
        points ?? Points, 1, new KernelPerturbation(Process, new LogUniformLevels { Low = 0.01, High = 10 }), Process, new EdmPreconditioner { SigmaData = 2 }, sources, references,
        ScalarType.Float64, CPU, classes, dropout);
}
