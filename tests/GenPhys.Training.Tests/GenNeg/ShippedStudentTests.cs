using GenPhys.Inference.Random;
using GenPhys.Training.GenNeg;
using static TorchSharp.torch;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.GenNeg;

public sealed class ShippedStudentTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact(DisplayName = "A10: the distilled model is close to its teacher")]
    [Trait("Acceptance", "A10")]
    public void The_distilled_model_is_close_to_its_teacher()
    {
        using var scope = NewDisposeScope();
        using var teacher = GuidedModel.Load(Repository.Model("checkerboard-gen-neg"));
        using var student = GuidedModel.Load(Repository.Model("checkerboard-gen-neg-distilled"));
        const int rows = 4096;
        var (clean, noise, levels) = (new double[2 * rows], new double[2 * rows], new double[rows]);
        Philox.FillUniform(new NoiseKey(1, 0, NoisePurpose.Data), clean);
        Philox.FillNormal(new NoiseKey(2, 0, NoisePurpose.Data), noise);
        Philox.FillUniform(new NoiseKey(3, 0, NoisePurpose.Data), levels);
        for (var i = 0; i < rows; i++)
        {
            // A point of an allowed cell of the board, at a level of the training law.
            var (column, row) = ((int)(4 * clean[2 * i]), (int)(4 * clean[(2 * i) + 1]));
            row = (column + row) % 2 == 0 ? row : (row + 1) % 4;
            levels[i] = 0.002 * Math.Pow(80 / 0.002, levels[i]);
            clean[2 * i] = column - 2 + ((4 * clean[2 * i]) % 1) + (levels[i] * noise[2 * i]);
            clean[(2 * i) + 1] = row - 2 + ((4 * clean[(2 * i) + 1]) % 1) + (levels[i] * noise[(2 * i) + 1]);
        }

        using var noGradient = no_grad();
        var (x, sigma) = (tensor(clean, [rows, 2]).to(ScalarType.Float32), tensor(levels));
        var wanted = teacher.Guided.forward(x, sigma.to(ScalarType.Float32));
        var far = Mean(teacher.Denoiser.forward(x, sigma), wanted);
        var near = Mean(student.Denoiser.forward(x, sigma), wanted);
        output.WriteLine($"baseline to teacher {far:G4}, student to teacher {near:G4}, ratio {near / far:G3}");
        Assert.True(near <= (0.05 * far) + 1e-4, $"baseline to teacher {far:G4}, student to teacher {near:G4}");
    }

    private static double Mean(Tensor a, Tensor b) => (a - b).square().sum(1).mean().to(ScalarType.Float64).item<double>();
}
