using GenPhys.Inference.Networks;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using GenPhys.Training.GenNeg;
using static TorchSharp.torch;

namespace GenPhys.Training.Evaluation;

/// <summary>How far denoisers are from a teacher's guided denoiser: the mean of |D - D_teacher|^2 at perturbed real points, the same ones in every run.</summary>
public static class TeacherDistance
{
    private const int RowsPerCall = 4096;

    /// <summary>The distance of a run's averaged weights to its teacher, by the recipe's law of noise levels.</summary>
    internal static double OfStudent(TrainingRun run, nn.Module<Tensor, Tensor, Tensor> teacher)
    {
        using var student = GuidedModel.Create(
            run.Recipe.Network, run.AveragedWeights(), run.Recipe.Preconditioning, run.Data.HeldOut.Dimension, run.Recipe.Process.Create().SigmaMin, []);
        return Of(run, student.Denoiser, teacher);
    }

    /// <summary>The distance of a denoiser to a run's teacher, at the run's held-out points by the recipe's law of noise levels.</summary>
    internal static double Of(TrainingRun run, nn.Module<Tensor, Tensor, Tensor> model, nn.Module<Tensor, Tensor, Tensor> teacher) => Of(
        model,
        teacher,
        run.Data.HeldOut,
        new KernelPerturbation(run.Recipe.Process.Create(), run.Recipe.Noise),
        run.Recipe.Evaluation.Draws,
        run.Recipe.Network.Dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32);

    /// <summary>The mean distance.</summary>
    /// <param name="model">The denoiser.</param>
    /// <param name="teacher">The guided denoiser.</param>
    /// <param name="points">Real points.</param>
    /// <param name="perturbation">How they are perturbed.</param>
    /// <param name="draws">Noise draws per point, 1 or more.</param>
    /// <param name="dtype">Number type of the networks.</param>
    /// <returns>Mean square over points, draws and levels, summed over coordinates.</returns>
    public static double Of(
        nn.Module<Tensor, Tensor, Tensor> model, nn.Module<Tensor, Tensor, Tensor> teacher, PointSet points, Perturbation perturbation, int draws, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(perturbation);
        using var noGradient = no_grad();
        var (rows, sum, d) = ((long)points.Count * draws, 0.0, points.Dimension);
        for (long start = 0; start < rows; start += RowsPerCall)
        {
            using var scope = NewDisposeScope();
            var count = (int)Math.Min(RowsPerCall, rows - start);
            var (levels, states) = (new double[count], new double[count * d]);
            perturbation.Fill(new NoiseKey(0, 0, NoisePurpose.TrainingLevel, Stage: 2), start, levels, states);
            for (var i = 0; i < states.Length; i++)
            {
                states[i] = points[(int)((start + (i / d)) % points.Count)][i % d] + (levels[i / d] * states[i]);
            }

            var (x, sigma) = (tensor(states, [count, d], dtype: dtype), tensor(levels, [count], dtype: dtype));
            sum += (model.forward(x, sigma) - teacher.forward(x, sigma)).square().sum().to(ScalarType.Float64).item<double>();
        }

        return sum / rows;
    }
}
