using GenPhys.Inference.Codes;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Learning;
using GenPhys.Training.Optimisation;
using static TorchSharp.torch;

namespace GenPhys.Training.Disco;

/// <summary>Draws codes for one step of a fit.</summary>
/// <param name="step">The step's number, 1 for the first.</param>
/// <param name="codes">Receives whole codes, <c>[rows, slots]</c>.</param>
internal delegate void DrawCodes(int step, Span<int> codes);

/// <summary>
/// Fits p(z_i | z_1 ... z_(i-1)) by cross-entropy with teacher forcing: E sum_i log p(z_i | z_1 ... z_(i-1)) is made large (Xu et al. 2024, "DisCo-Diff", section 3.1, where the algorithm's
/// sign is that of a gain). Bits depend on the seed and the steps alone; a fit that is killed goes on from its checkpoint.
/// </summary>
internal static class CodePriorFit
{
    // A code that never occurred keeps a chance of one draw in the whole.
    private const double Floor = 1;

    /// <summary>The table of a single slot: the logarithm of each code's share.</summary>
    public static TableCodePrior Table(int[] codes, int size)
    {
        var counts = new double[size];
        foreach (var code in codes)
        {
            counts[code]++;
        }

        return new TableCodePrior([.. counts.Select(count => Math.Log(Math.Max(count, Floor) / codes.Length))]);
    }

    /// <summary>The network of several slots, averaged weights.</summary>
    /// <param name="sizes">Codebook sizes.</param>
    /// <param name="options">How it is fitted.</param>
    /// <param name="seed">Seed of its initial weights.</param>
    /// <param name="draw">Draws codes.</param>
    /// <param name="dataHash">What the codes are made of: a checkpoint of other codes is not gone on from.</param>
    /// <param name="folder">Folder of checkpoints and logs.</param>
    /// <param name="checkpoints">When the state is written down.</param>
    /// <param name="observer">Hears of progress.</param>
    /// <param name="stop">Stops after the step at hand.</param>
    /// <returns>The weights, or null where it was stopped.</returns>
    public static SafeTensorsFile? Network(
        int[] sizes, CodePriorOptions options, long seed, DrawCodes draw, string dataHash, string folder, (int Every, int Keep) checkpoints, ITrainingObserver observer, CancellationToken stop)
    {
        var (inputs, outputs) = (AutoregressiveCodePrior.Inputs(sizes), sizes.Max());
        var dtype = options.Network.Dtype.ToTorch();
        var learner = new Learner<Mlp>(
            () => (Mlp)options.Network.CreateModule(inputs, outputs),
            module => module,
            options.Network.Shapes(inputs, outputs).Select(array => array.Name),
            new LearnerOptions(seed, options.LearningRate, new AdamOptions(), 0.999));
        var plan = new LoopPlan
        {
            Name = "prior", Steps = options.Steps, CheckpointEvery = checkpoints.Every, DataHash = dataHash, Points = options.Batch,
        };
        using var loop = new TrainingLoop<Mlp>(plan, learner, new CheckpointStore(folder, checkpoints.Keep), folder, TimeProvider.System);
        loop.GoOnIfItFits();
        var complete = loop.Train(
            (module, step) =>
            {
                var codes = new int[options.Batch * sizes.Length];
                draw(step, codes);
                return Loss(module, codes, sizes, dtype);
            },
            evaluate: null, observer, stop);
        return complete ? loop.Learner.AverageToFile() : null;
    }

    /// <summary>mean over rows of -sum_i log p(z_i | z_1 ... z_(i-1)).</summary>
    private static Tensor Loss(Mlp network, int[] codes, int[] sizes, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var (slots, inputs, outputs) = (sizes.Length, AutoregressiveCodePrior.Inputs(sizes), sizes.Max());
        var oneHot = new double[codes.Length * inputs];
        var missing = new double[codes.Length * outputs];
        for (var i = 0; i < codes.Length; i++)
        {
            var slot = i % slots;
            foreach (var one in AutoregressiveCodePrior.Ones(sizes, codes.AsSpan(i - slot, slot)))
            {
                oneHot[(i * inputs) + one] = 1;
            }

            missing.AsSpan((i * outputs) + sizes[slot], outputs - sizes[slot]).Fill(-1e9);
        }

        var logits = network.call(tensor(oneHot, [codes.Length, inputs], dtype: dtype), zeros(codes.Length, dtype: dtype))
            + tensor(missing, [codes.Length, outputs], dtype: dtype);
        var targets = tensor(Array.ConvertAll(codes, code => (long)code), [codes.Length]);
        return (slots * nn.functional.cross_entropy(logits, targets)).MoveToOuterDisposeScope();
    }
}
