using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// -log C(x; sigma_0) of one of the model's classifiers at a low noise level, or -log(1 - C) for samples that it refuses
/// (Song et al. 2023, "Loss-guided diffusion models", section 6.4).
/// </summary>
/// <param name="classifier">The classifier.</param>
/// <param name="accept">Whether it is to accept the sample.</param>
/// <param name="noiseLevel">sigma_0.</param>
/// <param name="normalisation">From data units to the classifier's; identity where null.</param>
public sealed class Label(Classifier classifier, bool accept, double noiseLevel, NormalisationSpec? normalisation) : Loss
{
    private const double LeastProbability = 1e-300;

    /// <inheritdoc/>
    public override double Operations => 1e6 * classifier.Cost / NetworkOperations;

    /// <inheritdoc/>
    public override bool OneThread => true;

    /// <inheritdoc/>
    public override bool SinglePrecision => classifier.SinglePrecision;

    internal static Label Create(LabelLoss spec, LossContext context)
    {
        var index = spec.Classifier ?? 0;
        return index < context.Classifiers.Count
            ? new Label(context.Classifiers[index], spec.Accept ?? true, spec.NoiseLevel ?? 1e-3, context.Manifest.Normalisation) { Weight = spec.Weight ?? 1 }
            : throw new GenPhysException(
                ErrorCode.Validation, $"The model has {context.Classifiers.Count} classifiers; there is no classifier {index}.", context.At["classifier"].ToString());
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> x, Span<double> values, Span<double> gradients)
    {
        Unweighted(x, values, gradients);
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i] *= Weight;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= Weight;
        }
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
    {
        var (value, own) = (new double[1], new double[x.Length]);
        Unweighted(x, value, own);
        for (var j = 0; j < own.Length; j++)
        {
            gradient[j] += factor * own[j];
        }

        return value[0];
    }

    private void Unweighted(ReadOnlySpan<double> x, Span<double> values, Span<double> gradients)
    {
        var rows = values.Length;
        var d = x.Length / rows;
        var points = x.ToArray();
        for (var i = 0; normalisation is not null && i < points.Length; i++)
        {
            points[i] = (points[i] - normalisation.Mean[i % d]) / normalisation.Scale[i % d];
        }

        var (levels, shifts) = (new double[rows], new double[rows]);
        levels.AsSpan().Fill(noiseLevel);
        shifts.AsSpan().Fill(classifier.PriorShift);
        classifier.Evaluate(points, levels, shifts, values, gradients);
        for (var row = 0; row < rows; row++)
        {
            // d(-log(1 - C)) = C/(1 - C) d(log C).
            var log = values[row];
            // Where the classifier is so sure that 1 - C is no number, its gradient is none either.
            var refused = Math.Max(-SpecialFunctions.ExpMinusOne(log), LeastProbability);
            values[row] = accept ? -log : -Math.Log(refused);
            var slope = accept ? -1 : Math.Exp(log) / refused;
            for (var j = 0; j < d; j++)
            {
                gradients[(row * d) + j] *= slope / (normalisation?.Scale[j] ?? 1);
            }
        }
    }
}
