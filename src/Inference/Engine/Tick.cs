using GenPhys.Inference.Random;

namespace GenPhys.Inference.Engine;

/// <summary>One evaluation that a row needs at a tick.</summary>
/// <param name="Slot">Vector slot that holds the state x.</param>
/// <param name="NoiseLevel">Noise level sigma, above 0.</param>
/// <param name="Flavour">What the evaluation yields.</param>
/// <param name="Cotangent">The cotangent of a <see cref="LaneFlavour.ValueAndVjp"/> lane.</param>
public sealed record Lane(int Slot, double NoiseLevel, LaneFlavour Flavour = LaneFlavour.Value, Cotangent? Cotangent = null);

/// <summary>A noise vector that a tick draws for the row.</summary>
/// <param name="Law">Its law.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Step">Step of its key.</param>
/// <param name="Stage">Stage of its key.</param>
public sealed record NoiseDraw(NoiseLaw Law, NoisePurpose Purpose, uint Step, byte Stage = 0);

/// <summary>Where a term of a vector update reads from.</summary>
public enum VectorSource
{
    /// <summary>A vector slot of the row, as it was before the tick.</summary>
    Slot,

    /// <summary>The denoiser D of a lane.</summary>
    Denoised,

    /// <summary>The guidance sum G of a lane, kept apart from D.</summary>
    Guidance,

    /// <summary>A noise draw of the tick.</summary>
    Noise,
}

/// <summary>One entry of the coefficient matrix C.</summary>
/// <param name="Source">Column block.</param>
/// <param name="Index">Column within the block.</param>
/// <param name="Coefficient">The entry.</param>
public readonly record struct VectorTerm(VectorSource Source, int Index, double Coefficient);

/// <summary>One row of C: slot Target becomes the sum of the terms. All slots of a tick are replaced together.</summary>
/// <param name="Target">Vector slot to replace.</param>
/// <param name="Terms">Non-zero entries.</param>
public sealed record VectorUpdate(int Target, params VectorTerm[] Terms);

/// <summary>Where a term of a scalar update reads from.</summary>
public enum ScalarSource
{
    /// <summary>A scalar slot of the row, as it was before the tick.</summary>
    Slot,

    /// <summary>The rate of a lane: its cotangent times its vector-Jacobian product, that of the guided denoiser where terms act.</summary>
    Rate,

    /// <summary>The growth d ln w/d ln sigma of the row's weight at a lane.</summary>
    Growth,

    /// <summary>The number 1.</summary>
    One,
}

/// <summary>One entry of the scalar coefficient matrix c.</summary>
/// <param name="Source">Column block.</param>
/// <param name="Index">Column within the block.</param>
/// <param name="Coefficient">The entry.</param>
public readonly record struct ScalarTerm(ScalarSource Source, int Index, double Coefficient);

/// <summary>One row of c: a scalar slot becomes the sum of the terms.</summary>
/// <param name="Target">Scalar slot to replace.</param>
/// <param name="Terms">Non-zero entries.</param>
public sealed record ScalarUpdate(int Target, params ScalarTerm[] Terms);

/// <summary>
/// A scaled root-mean-square norm that a tick leaves in a scalar slot, for solvers that choose their own steps:
/// sqrt(mean_j (e_j / (atol + rtol max(|a_j|, |b_j|)))^2) over the coordinates of the vector e, and over the scalars given beside
/// them. All slots are read as they were before the tick.
/// </summary>
/// <param name="Target">Scalar slot that receives the norm.</param>
/// <param name="Error">The vector e.</param>
/// <param name="A">Vector slot a.</param>
/// <param name="B">Vector slot b.</param>
/// <param name="AbsoluteTolerance">atol.</param>
/// <param name="RelativeTolerance">rtol.</param>
/// <param name="Scalars">Scalar errors that count as one more coordinate each.</param>
public sealed record ErrorNorm(
    int Target, VectorTerm[] Error, int A, int B, double AbsoluteTolerance, double RelativeTolerance, params ScalarError[] Scalars);

/// <summary>A scalar error inside an <see cref="ErrorNorm"/>.</summary>
/// <param name="Error">The error.</param>
/// <param name="A">Scalar slot whose magnitude, with rtol, sets the scale.</param>
public sealed record ScalarError(ScalarTerm[] Error, int A);

/// <summary>
/// One tick of a row: the lanes it needs, then slots &lt;- C [slots; D; G; eps] and scalars &lt;- c [scalars; rates; 1] with
/// coefficients that the host knows before the evaluation. A tick without lanes is applied as soon as it is reached.
/// </summary>
public sealed class Tick
{
    /// <summary>Creates a tick that does nothing yet.</summary>
    public Tick()
    {
    }

    /// <summary>Creates a copy, for what adds to a tick.</summary>
    /// <param name="other">The tick to copy.</param>
    public Tick(Tick other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Lanes, Noise, Vectors, Scalars, Norms) = (other.Lanes, other.Noise, other.Vectors, other.Scalars, other.Norms);
        (Step, NoiseLevel, Last, Stage) = (other.Step, other.NoiseLevel, other.Last, other.Stage);
    }

    /// <summary>The evaluations of this tick, in the order in which updates refer to them.</summary>
    public Lane[] Lanes
    {
        get;
        init
        {
            field = value;
            ValueLanes = value.Count(lane => lane.Flavour == LaneFlavour.Value);
        }
    } = [];

    /// <summary>How many of the lanes are of the flavour <see cref="LaneFlavour.Value"/>.</summary>
    public int ValueLanes { get; private init; }

    /// <summary>The noise vectors of this tick.</summary>
    public NoiseDraw[] Noise { get; init; } = [];

    /// <summary>Rows of C.</summary>
    public VectorUpdate[] Vectors { get; init; } = [];

    /// <summary>Rows of c.</summary>
    public ScalarUpdate[] Scalars { get; init; } = [];

    /// <summary>Norms left in scalar slots.</summary>
    public ErrorNorm[] Norms { get; init; } = [];

    /// <summary>Solver step that a failure in this tick reports, from 0.</summary>
    public int Step { get; init; }

    /// <summary>Noise level that a failure in this tick reports.</summary>
    public double NoiseLevel { get; init; }

    /// <summary>Whether the step ends at noise level 0.</summary>
    public bool Last { get; init; }

    /// <summary>Whether an update or a norm reads the guidance sum of a lane.</summary>
    /// <param name="lane">Index of the lane.</param>
    /// <returns>True where one does.</returns>
    public bool ReadsGuidance(int lane)
    {
        foreach (var update in Vectors)
        {
            if (Reads(update.Terms, lane))
            {
                return true;
            }
        }

        foreach (var norm in Norms)
        {
            if (Reads(norm.Error, lane))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Reads(VectorTerm[] terms, int lane)
    {
        foreach (var term in terms)
        {
            if (term.Source == VectorSource.Guidance && term.Index == lane)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Place among the ticks of the step, from 0; set by the sampler that lines them up.</summary>
    public byte Stage { get; internal set; }
}
