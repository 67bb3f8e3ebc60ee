using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.Potentials;

/// <summary>
/// ln Phi_t of sets, under training: the sum over pairs of ln sigmoid(f) or of f, with f the mean of the network at both orders of the pair, as it is served.
/// </summary>
public sealed class PairPotentialModule : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly PairForm _form;
    private readonly double _dataScale;

    /// <summary>Takes a network of one output; the module owns it from here on.</summary>
    /// <param name="network">The network.</param>
    /// <param name="form">What it reads.</param>
    /// <param name="dataScale">Scale s of the data, above 0.</param>
    public PairPotentialModule(nn.Module<Tensor, Tensor, Tensor> network, PairForm form, double dataScale)
        : base(nameof(PairPotentialModule))
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, _form, _dataScale) = (network, form, dataScale);
        register_module("network", network);
    }

    /// <summary>Loads the potential of an artifact, on the CPU, not trainable.</summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <returns>The potential.</returns>
    /// <exception cref="RecipeException">The artifact brings no potential of this kind.</exception>
    public static PairPotentialModule Load(string folder)
    {
        var manifest = ManifestFile.Read(folder);
        if (manifest.Potential is not PairNetworkPotentialSpec spec)
        {
            throw new RecipeException("", $"{folder} brings no potential of pairs that is a network");
        }

        var module = new PairPotentialModule(
            spec.Architecture.CreateModule(PairNetworkPotentialSpec.Inputs(spec.Form, manifest.Dimension()), 1), spec.Form, spec.DataScale);
        WeightFile.Freeze(module.Network, SafeTensorsFile.Parse(new ArtifactFiles(folder).Read(spec.Weights, "/potential/weights")));
        return module;
    }

    /// <summary>The raw network.</summary>
    public nn.Module<Tensor, Tensor, Tensor> Network { get; }

    /// <summary>ln Phi.</summary>
    /// <param name="x">Noisy sets, <c>[sets, n, dim]</c>, in normalised data units, of the network's number type.</param>
    /// <param name="sigma">Noise level of each set, <c>[sets]</c>, above 0; no gradient flows into them.</param>
    /// <returns><c>[sets]</c>.</returns>
    public override Tensor forward(Tensor x, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(sigma);
        using var scope = NewDisposeScope();
        var (sets, n) = (x.shape[0], (int)x.shape[1]);
        var scaled = (x / (sigma.square() + (_dataScale * _dataScale)).sqrt().reshape(sets, 1, 1)).to(x.dtype);
        var pairs = Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(i + 1, n - i - 1).Select(j => ((long)i, (long)j))).ToArray();
        var left = scaled.index_select(1, tensor(pairs.Select(p => p.Item1).ToArray(), device: x.device)).flatten(0, 1);
        var right = scaled.index_select(1, tensor(pairs.Select(p => p.Item2).ToArray(), device: x.device)).flatten(0, 1);
        var noise = (0.25 * sigma.to(ScalarType.Float64).log()).repeat_interleave(2 * pairs.Length);

        // Both orders of a pair stand together: [sets, pairs, 2].
        var input = (_form == PairForm.Difference
            ? stack([left - right, right - left], 1)
            : stack([cat([left, right], 1), cat([right, left], 1)], 1)).flatten(0, 1);
        var f = Network.call(input, noise).reshape(sets, pairs.Length, 2).mean([2L]);
        return (_form == PairForm.Difference ? nn.functional.logsigmoid(f) : f).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>Nothing more to register: the constructor did.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Network.Dispose();
        }

        base.Dispose(disposing);
    }
}
