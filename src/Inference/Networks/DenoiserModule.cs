using GenPhys.Inference.Preconditioning;
using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>
/// A raw network with its preconditioning: D(x; σ) = c_skip x + c_out F(c_in x; c_noise) (Karras et al. 2022, eq. 7),
/// differentiable in the weights and in x. This is what training optimises; serving goes through
/// <see cref="Fields.NetworkField"/>.
/// </summary>
public class DenoiserModule : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Joins a network and its preconditioning; the module owns the network from here on.</summary>
    /// <param name="network">F, with the outputs that the preconditioning asks for.</param>
    /// <param name="preconditioning">The coefficients.</param>
    /// <param name="dtype">The network's number type.</param>
    /// <param name="columns">Numbers that the network reads unscaled behind the coordinates of each row, such as its class (<see cref="ClassColumns"/>); 0 or more.</param>
    public DenoiserModule(
        nn.Module<Tensor, Tensor, Tensor> network, Preconditioner preconditioning, NetworkDtype dtype = NetworkDtype.Float32, int columns = 0)
        : base(nameof(DenoiserModule))
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(preconditioning);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        (Network, Preconditioning, Dtype, Columns) = (network, preconditioning, dtype, columns);
        register_module("network", network);
    }

    /// <summary>The raw network F.</summary>
    public nn.Module<Tensor, Tensor, Tensor> Network { get; }

    /// <summary>How F becomes D.</summary>
    public Preconditioner Preconditioning { get; }

    /// <summary>The number type in which F runs.</summary>
    public NetworkDtype Dtype { get; }

    /// <summary>Numbers that the network reads unscaled behind the coordinates of each row.</summary>
    public int Columns { get; }

    /// <summary>D(x; σ), with σ on any device; it is read back to the host, where the coefficients are float64.</summary>
    /// <param name="x">Noisy states in normalised data units, and the columns behind them, <c>[rows, dim + columns]</c>.</param>
    /// <param name="sigma">Noise levels, <c>[rows]</c> or <c>[rows, 1]</c>, above 0; no gradient flows into them.</param>
    /// <returns><c>[rows, dim]</c>, of the type of <paramref name="x"/>.</returns>
    public override Tensor forward(Tensor x, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(sigma);
        double[] levels;
        using (NewDisposeScope())
        {
            levels = sigma.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        }

        return Denoise(x, levels);
    }

    /// <summary>D(x; σ), with σ on the host.</summary>
    /// <param name="x">Noisy states in normalised data units, and the columns behind them, <c>[rows, dim + columns]</c>.</param>
    /// <param name="sigma">Noise levels, <c>[rows]</c>, above 0.</param>
    /// <returns><c>[rows, dim]</c>, of the type of <paramref name="x"/>.</returns>
    public virtual Tensor Denoise(Tensor x, ReadOnlySpan<double> sigma)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() != 2 || x.shape[0] != sigma.Length || x.shape[1] <= Columns)
        {
            throw new ArgumentException(
                $"x must be [rows, dim + {Columns}] with one noise level per row; x is [{string.Join(", ", x.shape)}] and there are {sigma.Length} levels.", nameof(x));
        }

        // One transfer for the four coefficients of all rows.
        var rows = sigma.Length;
        var columns = new double[4 * rows];
        for (var i = 0; i < rows; i++)
        {
            var c = Preconditioning.At(sigma[i]);
            (columns[i], columns[rows + i], columns[2 * rows + i], columns[3 * rows + i]) = (c.CSkip, c.COut, c.CIn, c.CNoise);
        }

        using var scope = NewDisposeScope();
        var c4 = tensor(columns, dtype: ScalarType.Float64).reshape(4, rows, 1).to(x.device);
        var scaled = c4.to(x.dtype);
        var raw = Raw(x, scaled.select(0, 2), c4.select(0, 3));
        return Preconditioning.Denoise(State(x), scaled, sigma, raw.to(x.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>F(c_in x; c_noise) itself, for objectives that regress on it.</summary>
    /// <param name="x">Noisy states in normalised data units, and the columns behind them, <c>[rows, dim + columns]</c>.</param>
    /// <param name="sigma">Noise levels, <c>[rows]</c>, above 0; no gradient flows into them.</param>
    /// <returns><c>[rows, outputs]</c>, of the network's number type.</returns>
    public Tensor Raw(Tensor x, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(sigma);
        using var scope = NewDisposeScope();
        var levels = sigma.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var coefficients = levels.Select(Preconditioning.At).ToList();
        var cIn = tensor(coefficients.Select(c => c.CIn).ToArray(), dtype: x.dtype, device: x.device).unsqueeze(1);
        var cNoise = tensor(coefficients.Select(c => c.CNoise).ToArray(), dtype: ScalarType.Float64, device: x.device).unsqueeze(1);
        return Raw(x, cIn, cNoise).MoveToOuterDisposeScope();
    }

    private Tensor Raw(Tensor x, Tensor cIn, Tensor cNoise)
    {
        var state = cIn * State(x);
        var input = Columns == 0 ? state : cat([state, x.narrow(1, x.shape[1] - Columns, Columns)], 1);
        return Network.call(input.to(Dtype.ToTorch()), cNoise.squeeze(1));
    }

    private Tensor State(Tensor x) => Columns == 0 ? x : x.narrow(1, 0, x.shape[1] - Columns);

    /// <summary>Nothing more to register: the constructor did, under the names that files of weights use and not those of the fields.</summary>
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
