using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Adaptive;

/// <summary>What a row does next.</summary>
internal enum Rk45Phase
{
    Enter,
    LastStep,
    Project,
    FirstSlope,
    Begin,
    Stages,
    Judge,
}

/// <summary>Where one row stands, and its step size (Hairer, Norsett, Wanner 1993, section II.4).</summary>
internal sealed class Rk45Controller(SolverPath path, Rk45Options options)
{
    private const double Safety = 0.9;
    private const double SmallestFactor = 0.2;
    private const double LargestFactor = 10;

    private int _index;
    private int _spent;
    private double _u;
    private double _size;
    private bool _rejected;
    private bool _begun;

    public Rk45Phase Phase { get; set; }

    public int Stage { get; set; }

    /// <summary>Whether the first slope slot holds the slope at x.</summary>
    public bool HasSlope { get; set; }

    /// <summary>Steps accepted so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>The signed step in the solver variable.</summary>
    public double H { get; private set; }

    /// <summary>Whether the step no longer moves the solver variable.</summary>
    public bool Stuck => _u + H == _u;

    public SolverStep? Step => _index < path.Steps.Count ? path.Steps[_index] : null;

    public double Sigma => _begun ? ToSigma(_u) : Step!.From;

    public double SigmaAt(double c) => c == 1 && ReachesEnd ? Step!.To : ToSigma(_u + (c * H));

    private double End => FromSigma(Step!.To);

    private bool ReachesEnd => Math.Abs(End - (_u + H)) <= 1e-12 * Math.Max(1, Math.Abs(End));

    /// <summary>Counts an evaluation; false, with the reason on the cursor, where the row has none left.</summary>
    public bool Spend(ref ProgramCursor cursor, int evaluations, int lanes)
    {
        _spent += evaluations;
        if (_spent <= options.MaxEvaluations)
        {
            return true;
        }

        cursor.Failure = $"rk45 needed more than maxEvaluations ({options.MaxEvaluations}) evaluations of {lanes} lane(s); loosen the tolerances or raise the limit.";
        return false;
    }

    /// <summary>Starts an interval with a step on the scale on which the state changes.</summary>
    public void Begin(double stateNorm, double slopeNorm)
    {
        if (!_begun)
        {
            _begun = true;
            _u = FromSigma(Step!.From);
            if (_size == 0)
            {
                // The local error of order 5 is about (h |k| / |x|)^5 |x|, so this is h with an error near the tolerance.
                _size = Math.Pow(options.RelativeTolerance, 0.2) * (slopeNorm > 0 && stateNorm > 0 ? stateNorm / slopeNorm : Math.Abs(End - _u));
            }
        }

        Aim();
    }

    /// <summary>Whether a step with this error is accepted; the step size is adapted either way.</summary>
    public bool Judge(double error)
    {
        var factor = error > 0 ? Math.Clamp(Safety * Math.Pow(error, -0.2), SmallestFactor, LargestFactor) : LargestFactor;
        if (error <= 1)
        {
            // After a rejection the step may not grow at once.
            _size = Math.Abs(H) * (_rejected ? Math.Min(1, factor) : factor);
            _rejected = false;
            return true;
        }

        _rejected = true;
        _size = Math.Abs(H) * Math.Min(1, factor);
        Aim();
        return false;
    }

    public void Accept()
    {
        Accepted++;
        if (ReachesEnd)
        {
            Leave();
        }
        else
        {
            _u += H;
            Phase = Rk45Phase.Begin;
        }
    }

    /// <summary>Goes to the next interval; the slope slot then holds the slope at its start unless noise joins x.</summary>
    public void Leave()
    {
        _index++;
        _begun = false;
        Phase = Rk45Phase.Enter;
    }

    // The step that remains is taken whole; a sliver beyond it would cost six evaluations for nothing.
    private void Aim()
    {
        var left = End - _u;
        var size = _size * 1.01 >= Math.Abs(left) ? Math.Abs(left) : _size;
        H = Math.CopySign(size, left);
    }

    private double ToSigma(double u) => options.Variable == SolverVariable.Sigma ? u : Math.Exp(u);

    private double FromSigma(double sigma) => options.Variable == SolverVariable.Sigma ? sigma : Math.Log(sigma);
}
