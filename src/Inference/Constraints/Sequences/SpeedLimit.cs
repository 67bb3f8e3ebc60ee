using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Sequences;

/// <summary>|p(f+1) - p(f)| ≤ reach for every point and every pair of frames.</summary>
internal sealed class SpeedLimit : Constraint
{
    private readonly double _reach;
    private readonly int _size;
    private readonly int _frame;

    public SpeedLimit(SpeedLimitConstraint spec, int dimension)
        : base(dimension, 1 + (dimension / 2))
    {
        var layout = SequenceLayout.Complete(spec.Layout);
        _size = layout.Dimensions!.Value;
        _frame = layout.Points!.Value * _size;
        _reach = spec.Limit * (spec.Interval ?? 1);
    }

    public override bool IsSmooth(double margin) => margin < _reach;

    public override bool Contains(ReadOnlySpan<double> x)
    {
        for (var place = 0; place + _frame < x.Length; place += _size)
        {
            if (!(Step(x, place) <= _reach))
            {
                return false;
            }
        }

        return true;
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var sum = 0.0;
        for (var place = 0; place + _frame < x.Length; place += _size)
        {
            var step = Step(x, place);
            var excess = Math.Max(step - _reach + margin, 0);
            sum += 0.5 * excess * excess;
            if (gradient.IsEmpty || excess == 0 || step == 0)
            {
                continue;
            }

            for (var i = 0; i < _size; i++)
            {
                var pull = weight * excess * (x[place + _frame + i] - x[place + i]) / step;
                gradient[place + _frame + i] += pull;
                gradient[place + i] -= pull;
            }
        }

        return sum;
    }

    private double Step(ReadOnlySpan<double> x, int place)
    {
        var square = 0.0;
        for (var i = 0; i < _size; i++)
        {
            var d = x[place + _frame + i] - x[place + i];
            square += d * d;
        }

        return Math.Sqrt(square);
    }
}
