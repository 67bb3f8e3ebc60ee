using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using static TorchSharp.torch;

namespace GenPhys.Training.Evaluation;

/// <summary>
/// The denoising loss E lambda(sigma) |D(y + sigma z; sigma) - y|^2, lambda = 1/c_out^2, on held-out points: minus it is
/// the reduced ELBO. Noise levels and noise are the same at every call and in every run, so that two models are compared
/// on pairs.
/// </summary>
internal sealed class HeldOutLoss(
    PointSet points, KernelPerturbation perturbation, Preconditioner preconditioner, int draws, ScalarType dtype, Device device, int classes = 0)
{
    private const int RowsPerCall = 4096;

    /// <summary>The mean loss of a denoiser.</summary>
    public double Of(nn.Module<Tensor, Tensor, Tensor> model)
    {
        using var noGradient = no_grad();
        var rows = (long)points.Count * draws;
        var total = 0.0;
        for (long start = 0; start < rows; start += RowsPerCall)
        {
            total += Sum(model, start, (int)Math.Min(RowsPerCall, rows - start));
        }

        return total / rows;
    }

    private double Sum(nn.Module<Tensor, Tensor, Tensor> model, long start, int count)
    {
        using var scope = NewDisposeScope();
        var d = points.Dimension;
        var (clean, noisy, levels, weights) = (new double[count * d], new double[count * d], new double[count], new double[count]);
        var key = new NoiseKey(0, 0, NoisePurpose.TrainingLevel, Stage: 1);
        perturbation.Fill(key, start, levels, noisy);
        for (var i = 0; i < count; i++)
        {
            weights[i] = preconditioner.At(levels[i]).LossWeight;
            var point = points[(int)((start + i) % points.Count)];
            for (var k = 0; k < d; k++)
            {
                var index = (i * d) + k;
                (clean[index], noisy[index]) = (noisy[index], point[k] + (levels[i] * noisy[index]));
            }

            // The noise becomes what the target lies beside the point: 0 for most processes.
            var target = clean.AsSpan(i * d, d);
            SourceTarget.Shift(perturbation.Process, target, levels[i]);
            for (var k = 0; k < d; k++)
            {
                target[k] += point[k];
            }
        }

        var x = tensor(noisy, [count, d], dtype: dtype, device: device);
        if (classes > 0)
        {
            int[] conditions = [.. Enumerable.Range(0, count).Select(i => 1 + points.Labels![(int)((start + i) % points.Count)])];
            x = cat([x, BatchConditions.ColumnsOf(conditions, classes, dtype, device)], 1);
        }

        var sigma = tensor(levels, [count], dtype: dtype, device: device);
        var error = model.forward(x, sigma) - tensor(clean, [count, d], dtype: dtype, device: device);
        var squares = error.square().sum(1) * tensor(weights, [count], dtype: dtype, device: device);
        return squares.to(ScalarType.Float64).sum().item<double>();
    }
}
