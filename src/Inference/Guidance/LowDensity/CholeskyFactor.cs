namespace GenPhys.Inference.Guidance.LowDensity;

/// <summary>The factor L of a symmetric positive definite matrix A = L L^T.</summary>
internal sealed class CholeskyFactor
{
    private readonly double[][] _l;

    /// <exception cref="ArgumentException">A is not positive definite.</exception>
    public CholeskyFactor(double[][] a)
    {
        _l = [.. a.Select(row => new double[row.Length])];
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i][j];
                for (var k = 0; k < j; k++)
                {
                    sum -= _l[i][k] * _l[j][k];
                }

                if (i != j)
                {
                    _l[i][j] = sum / _l[j][j];
                }
                else if (sum > 0)
                {
                    _l[i][i] = Math.Sqrt(sum);
                    LogDeterminant += Math.Log(sum);
                }
                else
                {
                    throw new ArgumentException("The covariance is not positive definite.", nameof(a));
                }
            }
        }
    }

    /// <summary>ln det A.</summary>
    public double LogDeterminant { get; }

    /// <summary>Replaces b by A^-1 b and returns b^T A^-1 b.</summary>
    public double Solve(Span<double> b)
    {
        var squared = 0.0;
        for (var i = 0; i < b.Length; i++)
        {
            for (var k = 0; k < i; k++)
            {
                b[i] -= _l[i][k] * b[k];
            }

            b[i] /= _l[i][i];
            squared += b[i] * b[i];
        }

        for (var i = b.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < b.Length; k++)
            {
                b[i] -= _l[k][i] * b[k];
            }

            b[i] /= _l[i][i];
        }

        return squared;
    }
}
