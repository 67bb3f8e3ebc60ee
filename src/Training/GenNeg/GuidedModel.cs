using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>The networks of an artifact as modules: its denoiser, and its stack of classifiers.</summary>
public sealed class GuidedModel : IDisposable
{
    private readonly List<ClassifierModule> _classifiers;

    private GuidedModel(DenoiserModule denoiser, List<ClassifierModule> classifiers, IReadOnlyList<(double Shift, double? CleanLevel)> uses)
    {
        (Denoiser, _classifiers) = (denoiser, classifiers);
        Guided = new GuidedDenoiser(denoiser, [.. classifiers.Zip(uses, (module, use) => (module, use.Shift, use.CleanLevel))]);
    }

    /// <summary>The denoiser alone.</summary>
    public DenoiserModule Denoiser { get; }

    /// <summary>The denoiser with its stack.</summary>
    public GuidedDenoiser Guided { get; }

    /// <summary>Loads the networks of an artifact.</summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <returns>The modules, on the CPU, none of them trainable.</returns>
    /// <exception cref="RecipeException">The field is no network, or a classifier is of a kind that cannot be taken apart.</exception>
    /// <exception cref="GenPhysException">The artifact is invalid.</exception>
    public static GuidedModel Load(string folder)
    {
        var manifest = ManifestFile.Read(folder);
        var files = new ArtifactFiles(folder);
        if (manifest is not { Field: NetworkFieldSpec { ClassCount: null } field, Preconditioning: { } preconditioning })
        {
            throw new RecipeException("", $"{folder} holds no network without a condition");
        }

        var dimension = manifest.Dimension();
        var stack = new List<ClassifierParts>();
        foreach (var spec in manifest.Guidance ?? [])
        {
            if (spec is not NetworkClassifierSpec network)
            {
                throw new RecipeException("", $"{folder} has a classifier that is no network");
            }

            stack.Add(new ClassifierParts(
                SafeTensorsFile.Parse(files.Read(network.Weights, "/guidance")),
                network.Architecture,
                network.Preconditioning ?? preconditioning,
                network.LogitScale,
                network.Head == ClassifierHead.Agent ? manifest.Shape[0] : 1,
                network.TimeIndependent,
                network.PriorShift ?? 0));
        }

        return Create(
            field.Architecture, SafeTensorsFile.Parse(files.Read(field.Weights, "/field/weights")), preconditioning, dimension, manifest.Process.Create().SigmaMin, stack);
    }

    internal static GuidedModel Create(
        Architecture architecture,
        SafeTensorsFile weights,
        Preconditioner preconditioning,
        int dimension,
        double sigmaMin,
        IReadOnlyList<ClassifierParts> stack)
    {
        var denoiser = new DenoiserModule(
            architecture.CreateModule(dimension, preconditioning.Outputs(dimension)), preconditioning, architecture.Dtype);
        WeightFile.Freeze(denoiser.Network, weights);
        var classifiers = stack.Select(entry =>
        {
            var module = new ClassifierModule(entry.Architecture.CreateModule(dimension, entry.Outputs), entry.Scale, entry.Architecture.Dtype, entry.Logit, sigmaMin);
            WeightFile.Freeze(module.Network, entry.Weights);
            return module;
        }).ToList();
        return new GuidedModel(denoiser, classifiers, [.. stack.Select(entry => (entry.Shift, entry.Clean ? sigmaMin : (double?)null))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Guided.Dispose();
        Denoiser.Dispose();
        _classifiers.ForEach(module => module.Dispose());
    }
}

/// <summary>What a classifier of a stack is made of.</summary>
/// <param name="Weights">Its weights.</param>
/// <param name="Architecture">Its network.</param>
/// <param name="Scale">The coefficients of its input.</param>
/// <param name="Logit">What its outputs are multiplied by.</param>
/// <param name="Outputs">Its logits.</param>
/// <param name="Clean">Whether it knows clean samples only.</param>
/// <param name="Shift">Number added to its logits.</param>
internal sealed record ClassifierParts(
    SafeTensorsFile Weights, Architecture Architecture, Preconditioner Scale, LogitScale Logit, int Outputs, bool Clean, double Shift);
