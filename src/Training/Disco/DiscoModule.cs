using GenPhys.Inference.Networks;
using GenPhys.Training.Batches;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.Disco;

/// <summary>A denoiser that reads codes, their embeddings and the encoder, which are trained together by the denoising loss alone (Xu et al. 2024, "DisCo-Diff", section 3.1).</summary>
internal sealed class DiscoModule : nn.Module
{
    public const string NetworkPrefix = "denoiser.network.";
    public const string CodesPrefix = "codes.";
    public const string EncoderPrefix = "encoder.";

    private readonly CodeOptions _options;

    public DiscoModule(Recipe recipe, int dimension, Device device)
        : base(nameof(DiscoModule))
    {
        _options = recipe.Codes!;
        var (columns, outputs) = Sizes(recipe, dimension);
        RecipeRules.RequireFit(recipe.Network, dimension + columns, outputs);
        var dtype = recipe.Network.Dtype.ToTorch();
        Denoiser = new DenoiserModule(recipe.Network.CreateModule(dimension + columns, outputs, device), recipe.Preconditioning, recipe.Network.Dtype, columns);
        Codes = new CodeEmbeddings(_options.Layout, _options.Sizes, outputs, dtype, device);
        Encoder = (Mlp)EncoderOf(recipe).CreateModule(dimension, _options.Sizes.Sum(), device);
        register_module("denoiser", Denoiser);
        register_module("codes", Codes);
        register_module("encoder", Encoder);
    }

    public DenoiserModule Denoiser { get; }

    public CodeEmbeddings Codes { get; }

    public Mlp Encoder { get; }

    /// <summary>Names of all trained arrays, in the order that names the noise of their initial values.</summary>
    public static IEnumerable<string> Names(Recipe recipe, int dimension)
    {
        var (columns, outputs) = Sizes(recipe, dimension);
        var codes = recipe.Codes!;
        return
        [
            .. recipe.Network.Shapes(dimension + columns, outputs).Select(array => NetworkPrefix + array.Name),
            .. codes.Layout.Shapes(codes.Sizes, outputs).Select(array => CodesPrefix + array.Name),
            .. EncoderOf(recipe).Shapes(dimension, codes.Sizes.Sum()).Select(array => EncoderPrefix + array.Name),
        ];
    }

    /// <summary>The encoder in the network's number type.</summary>
    public static MlpArchitecture EncoderOf(Recipe recipe) => recipe.Codes!.Encoder with { Dtype = recipe.Network.Dtype };

    /// <summary>The logits of all slots.</summary>
    /// <param name="y">Clean points, <c>[rows, dim]</c>.</param>
    /// <returns><c>[rows, sum of sizes]</c>.</returns>
    public Tensor Logits(Tensor y)
    {
        using var scope = NewDisposeScope();
        return Encoder.call(y, zeros(y.shape[0], dtype: y.dtype, device: y.device)).MoveToOuterDisposeScope();
    }

    /// <summary>The relaxed codes of all slots.</summary>
    /// <param name="logits">From <see cref="Logits"/>.</param>
    /// <param name="noise">Gumbel noise, of the same shape.</param>
    /// <returns><c>[rows, sum of sizes]</c>.</returns>
    public Tensor Relax(Tensor logits, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var slots = new List<Tensor>();
        var first = 0;
        foreach (var size in _options.Sizes)
        {
            slots.Add(GumbelSoftmax.Relax(logits.narrow(1, first, size), noise.narrow(1, first, size), _options.GumbelTemperature, _options.StraightThrough));
            first += size;
        }

        return cat(slots, 1).MoveToOuterDisposeScope();
    }

    /// <summary>D(x; sigma, z).</summary>
    /// <param name="x">Noisy points, <c>[rows, dim]</c>.</param>
    /// <param name="sigma">Noise levels, <c>[rows]</c>.</param>
    /// <param name="codes">Weights of all codes, <c>[rows, sum of sizes]</c>.</param>
    /// <param name="dropped">1 in rows without a code, <c>[rows, 1]</c>.</param>
    /// <returns><c>[rows, dim]</c>.</returns>
    public Tensor Denoise(Tensor x, Tensor sigma, Tensor codes, Tensor dropped)
    {
        using var scope = NewDisposeScope();
        var levels = sigma.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var columns = Codes.Columns(codes, dropped);
        var denoised = Denoiser.Denoise(columns is null ? x : cat([x, columns], 1), levels);
        if (Codes.Addition(codes, dropped) is not { } addition)
        {
            return denoised.MoveToOuterDisposeScope();
        }

        // D is linear in the raw output, so what is added there comes times c_out.
        var cOut = tensor(levels.Select(level => Denoiser.Preconditioning.At(level).COut).ToArray(), dtype: x.dtype, device: x.device).unsqueeze(1);
        return (denoised + (cOut * addition)).MoveToOuterDisposeScope();
    }

    /// <summary>mean_i lambda(sigma_i) |D(x_i; sigma_i, z_i) - y_i|^2 - beta mean_slots H(mean_i softmax(logits_i)).</summary>
    /// <param name="batch">Perturbed sources.</param>
    /// <param name="noise">Gumbel noise, <c>[rows, sum of sizes]</c>.</param>
    /// <param name="dropped">1 in rows without a code, <c>[rows, 1]</c>.</param>
    /// <param name="bonus">beta, 0 or more.</param>
    /// <returns>A scalar with a gradient.</returns>
    public Tensor Loss(PerturbedBatch batch, Tensor noise, Tensor dropped, double bonus)
    {
        using var scope = NewDisposeScope();
        var logits = Logits(batch.Sources);
        var error = (Denoise(batch.Perturbed, batch.Sigma, Relax(logits, noise), dropped) - batch.Sources).square().sum(1);
        var loss = (batch.LossWeight * error).mean();
        return (bonus == 0 ? loss : loss - (bonus * MeanEntropy(logits))).MoveToOuterDisposeScope();
    }

    protected override void RegisterComponents()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Denoiser.Dispose();
            Codes.Dispose();
            Encoder.Dispose();
        }

        base.Dispose(disposing);
    }

    private static (int Columns, int Outputs) Sizes(Recipe recipe, int dimension) =>
        (recipe.Codes!.Layout.Columns(recipe.Codes.Sizes.Length), recipe.Preconditioning.Outputs(dimension));

    private Tensor MeanEntropy(Tensor logits)
    {
        Tensor? sum = null;
        var first = 0;
        foreach (var size in _options.Sizes)
        {
            var shares = logits.narrow(1, first, size).softmax(1).mean([0]);
            var entropy = -(shares * shares.clamp_min(1e-12).log()).sum();
            sum = sum is null ? entropy : sum + entropy;
            first += size;
        }

        return sum! / _options.Sizes.Length;
    }
}
