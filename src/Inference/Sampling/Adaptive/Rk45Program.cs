using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Adaptive;

/// <summary>
/// Dormand-Prince 5(4) along a path, each row with its own steps: a row's result does not depend on its neighbours. The flow
/// is dx/du = x - D in u = ln sigma (or (x - D)/sigma in sigma), downwards for sampling and upwards for encoding. With a
/// trace estimate it carries d(log p)/du = -(dim - tr dD/dx) in the row's direction, and the log-density is part of the
/// error norm.
/// </summary>
public sealed class Rk45Program : RowProgram
{
    private const int X = 0;
    private const int Y = 1;
    private const int K = 2;
    private const int NormSlot = 0;
    private const int StateNorm = 1;
    private const int SlopeNorm = 2;
    private const int Integral = 3;

    private readonly SolverPath _path;
    private readonly Rk45Options _options;
    private readonly TraceEstimate? _trace;

    /// <summary>Creates the program.</summary>
    /// <param name="path">Its intervals; each is crossed adaptively, one that ends at level 0 by a last step onto D.</param>
    /// <param name="options">Tolerances and limits.</param>
    /// <param name="trace">How to read the divergence, or null to carry no density.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance or the limit is not above 0.</exception>
    public Rk45Program(SolverPath path, Rk45Options options, TraceEstimate? trace = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.RelativeTolerance > 0 && options.AbsoluteTolerance > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), "rtol and atol must be above 0.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxEvaluations, 1);
        (_path, _options, _trace) = (path, options, trace);
    }

    /// <inheritdoc/>
    public override int VectorSlots => K + DormandPrince.Stages;

    /// <inheritdoc/>
    public override int ScalarSlots => Integral + (Channels * (1 + DormandPrince.Stages));

    /// <inheritdoc/>
    public override bool IsAdaptive => true;

    /// <summary>Scalar slot that holds the integral of the divergence over u of a channel at the end.</summary>
    /// <param name="channel">Channel of the trace estimate.</param>
    /// <returns>The slot.</returns>
    public static int DivergenceSlot(int channel) => Integral + channel;

    /// <inheritdoc/>
    public override LaneCount MaximumLanes => _trace is null
        ? new(_options.MaxEvaluations, 0)
        : new(0, (long)_options.MaxEvaluations * LanesPerEvaluation);

    private int Channels => _trace?.Channels ?? 0;

    private int LanesPerEvaluation => _trace?.Cotangents.Count ?? 1;

    /// <inheritdoc/>
    public override Tick? Next(ref ProgramCursor cursor, ReadOnlySpan<double> scalars)
    {
        var row = (Rk45Controller)(cursor.Controller ??= new Rk45Controller(_path, _options));
        while (true)
        {
            switch (row.Phase)
            {
                case Rk45Phase.Enter:
                    if (row.Step is not { } entering)
                    {
                        return null;
                    }

                    row.Phase = entering.To == 0 ? Rk45Phase.LastStep : Rk45Phase.FirstSlope;
                    if (entering.Noise.Count > 0)
                    {
                        row.HasSlope = false;
                        return Join(entering);
                    }

                    break;

                case Rk45Phase.LastStep:
                    // The step onto D needs the slope at its start, which the interval before it has left in the first slot.
                    row.Phase = row.HasSlope ? Rk45Phase.Project : Rk45Phase.FirstSlope;
                    break;

                case Rk45Phase.Project:
                    var project = Combine(row, X, [Slot(X, 1), Slot(K, -(_options.Variable == SolverVariable.Sigma ? row.Sigma : 1))]);
                    row.Leave();
                    return project;

                case Rk45Phase.FirstSlope when row.HasSlope:
                    row.Phase = Rk45Phase.Begin;
                    break;

                case Rk45Phase.FirstSlope:
                    if (!row.Spend(ref cursor, 1, LanesPerEvaluation))
                    {
                        return null;
                    }

                    row.HasSlope = true;
                    row.Phase = row.Step!.To == 0 ? Rk45Phase.Project : Rk45Phase.Begin;
                    return Slope(row);

                case Rk45Phase.Begin:
                    row.Begin(scalars[StateNorm], scalars[SlopeNorm]);
                    row.Stage = 1;
                    row.Phase = Rk45Phase.Stages;
                    return Combine(row, Y, [Slot(X, 1), Slot(K, row.H * DormandPrince.A[0][0])]);

                case Rk45Phase.Stages:
                    if (!row.Spend(ref cursor, 1, LanesPerEvaluation))
                    {
                        return null;
                    }

                    var stage = row.Stage++;
                    row.Phase = row.Stage == DormandPrince.Stages ? Rk45Phase.Judge : Rk45Phase.Stages;
                    return stage == DormandPrince.Stages - 1 ? FinalStage(row) : InnerStage(row, stage);

                default:
                    if (row.Judge(scalars[NormSlot]))
                    {
                        return Accept(row);
                    }

                    if (row.Stuck)
                    {
                        cursor.Failure = "The step size fell below what 64-bit numbers resolve; loosen rtol and atol.";
                        return null;
                    }

                    row.Stage = 1;
                    row.Phase = Rk45Phase.Stages;
                    return Combine(row, Y, [Slot(X, 1), Slot(K, row.H * DormandPrince.A[0][0])]);
            }
        }
    }

    private static Tick Join(SolverStep step) => new()
    {
        Noise = [.. step.Noise.Select(n => n.Draw)],
        Vectors = [new VectorUpdate(X, [Slot(X, 1), .. step.Noise.Select((n, i) => new VectorTerm(VectorSource.Noise, i, n.Scale))])],
        Step = step.Index,
        NoiseLevel = step.From,
    };

    private static Tick Combine(Rk45Controller row, int target, VectorTerm[] terms) => new()
    {
        Vectors = [new VectorUpdate(target, terms)],
        Step = row.Accepted,
        NoiseLevel = row.Sigma,
    };

    // Slope at x, with the norms that choose the first step.
    private Tick Slope(Rk45Controller row)
    {
        var (sigma, scale) = (row.Sigma, SlopeScale(row.Sigma));
        VectorTerm[] slope = [Slot(X, scale), .. Denoiser(sigma, -scale)];
        return new Tick
        {
            Lanes = Lanes(X, sigma),
            Vectors = [new VectorUpdate(K, slope)],
            Scalars = [.. RateUpdates(0, scale)],
            Norms =
            [
                new ErrorNorm(StateNorm, [Slot(X, 1)], X, X, _options.AbsoluteTolerance, _options.RelativeTolerance),
                new ErrorNorm(SlopeNorm, slope, X, X, _options.AbsoluteTolerance, _options.RelativeTolerance),
            ],
            Step = row.Accepted,
            NoiseLevel = sigma,
        };
    }

    // Slope k_i at stage i, and the state of the stage after it.
    private Tick InnerStage(Rk45Controller row, int stage)
    {
        var sigma = row.SigmaAt(DormandPrince.C[stage]);
        var scale = SlopeScale(sigma);
        var a = DormandPrince.A[stage];
        var own = row.H * a[stage];
        return new Tick
        {
            Lanes = Lanes(Y, sigma),
            Vectors =
            [
                new VectorUpdate(K + stage, [Slot(Y, scale), .. Denoiser(sigma, -scale)]),
                new VectorUpdate(
                    Y,
                    [
                        Slot(X, 1),
                        .. Enumerable.Range(0, stage).Where(m => a[m] != 0).Select(m => Slot(K + m, row.H * a[m])),
                        Slot(Y, own * scale), .. Denoiser(sigma, -own * scale),
                    ]),
            ],
            Scalars = [.. RateUpdates(stage, scale)],
            Step = row.Accepted,
            NoiseLevel = sigma,
        };
    }

    // The last stage sits at the new state: its slope is the next step's first, and closes the error estimate.
    private Tick FinalStage(Rk45Controller row)
    {
        const int last = DormandPrince.Stages - 1;
        var sigma = row.SigmaAt(1);
        var scale = SlopeScale(sigma);
        var e = DormandPrince.E;
        return new Tick
        {
            Lanes = Lanes(Y, sigma),
            Vectors = [new VectorUpdate(K + last, [Slot(Y, scale), .. Denoiser(sigma, -scale)])],
            Scalars = [.. RateUpdates(last, scale)],
            Norms =
            [
                new ErrorNorm(
                    NormSlot,
                    [
                        .. Enumerable.Range(0, last).Where(m => e[m] != 0).Select(m => Slot(K + m, row.H * e[m])),
                        Slot(Y, row.H * e[last] * scale), .. Denoiser(sigma, -row.H * e[last] * scale),
                    ],
                    X, Y, _options.AbsoluteTolerance, _options.RelativeTolerance,
                    [.. Enumerable.Range(0, Channels).Select(channel => ErrorOfIntegral(row, channel, scale))]),
            ],
            Step = row.Accepted,
            NoiseLevel = sigma,
        };
    }

    private Tick Accept(Rk45Controller row)
    {
        const int last = DormandPrince.Stages - 1;
        var b = DormandPrince.A[^1];
        var tick = new Tick
        {
            Vectors = [new VectorUpdate(X, Slot(Y, 1)), new VectorUpdate(K, Slot(K + last, 1))],
            Scalars =
            [
                .. Enumerable.Range(0, Channels).SelectMany(channel => new[]
                {
                    new ScalarUpdate(
                        DivergenceSlot(channel),
                        [
                            new ScalarTerm(ScalarSource.Slot, DivergenceSlot(channel), 1),
                            .. Enumerable.Range(0, last).Select(m => new ScalarTerm(ScalarSource.Slot, RateSlot(channel, m), row.H * b[m])),
                        ]),
                    new ScalarUpdate(RateSlot(channel, 0), new ScalarTerm(ScalarSource.Slot, RateSlot(channel, last), 1)),
                }),
            ],
            Step = row.Accepted,
            NoiseLevel = row.Sigma,
        };
        row.Accept();
        return tick;
    }

    private ScalarError ErrorOfIntegral(Rk45Controller row, int channel, double scale)
    {
        const int last = DormandPrince.Stages - 1;
        var e = DormandPrince.E;
        var closing = row.H * e[last] * scale;
        return new ScalarError(
            [
                .. Enumerable.Range(0, last).Select(m => new ScalarTerm(ScalarSource.Slot, RateSlot(channel, m), row.H * e[m])),
                new ScalarTerm(ScalarSource.One, 0, closing * _trace!.Dimension), .. _trace.Rates(channel, -closing),
            ],
            DivergenceSlot(channel));
    }

    // div (x - D) = dim - tr dD/dx, times the scale of the solver variable.
    private IEnumerable<ScalarUpdate> RateUpdates(int stage, double scale) =>
        Enumerable.Range(0, Channels).Select(channel => new ScalarUpdate(
            RateSlot(channel, stage),
            [new ScalarTerm(ScalarSource.One, 0, scale * _trace!.Dimension), .. _trace.Rates(channel, -scale)]));

    private int RateSlot(int channel, int stage) => Integral + Channels + (channel * DormandPrince.Stages) + stage;

    private Lane[] Lanes(int slot, double sigma) => _trace is null
        ? [new Lane(slot, sigma)]
        : [.. _trace.Cotangents.Select(c => new Lane(slot, sigma, LaneFlavour.ValueAndVjp, c))];

    private double SlopeScale(double sigma) => _options.Variable == SolverVariable.Sigma ? 1 / sigma : 1;

    private static VectorTerm Slot(int slot, double c) => new(VectorSource.Slot, slot, c);

    private static VectorTerm[] Denoiser(double sigma, double c) =>
        [new(VectorSource.Denoised, 0, c), new(VectorSource.Guidance, 0, c * sigma * sigma)];
}
