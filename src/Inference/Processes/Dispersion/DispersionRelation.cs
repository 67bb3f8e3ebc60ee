using System.Numerics;

namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>The polynomial P(omega, k) of a linear equation, and its roots omega_j(k), the branches (GenPhys, section 4).</summary>
public sealed class DispersionRelation
{
    private const int MostDerivatives = 8;
    private readonly IReadOnlyList<DispersionTerm> _terms;

    /// <summary>Creates the relation.</summary>
    /// <param name="terms">Terms whose sum is 0; one of them at least has a time derivative and no space derivative.</param>
    /// <exception cref="ArgumentException">There is no such term, or a number is out of range.</exception>
    public DispersionRelation(IReadOnlyList<DispersionTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Any(t => t.TimeDerivatives is < 0 or > MostDerivatives || !(t.Power >= 0) || !Complex.IsFinite(t.Coefficient) || !double.IsFinite(t.Power)))
        {
            throw new ArgumentException($"Every term needs a finite coefficient, 0 to {MostDerivatives} time derivatives and a finite power of k, 0 or more.", nameof(terms));
        }

        Order = terms.Where(t => t.Coefficient != 0).Select(t => t.TimeDerivatives).DefaultIfEmpty(0).Max();
        if (Order == 0 || terms.Where(t => t.TimeDerivatives == Order).Any(t => t.Power > 0))
        {
            throw new ArgumentException("The highest time derivative must stand alone, with a coefficient that is not 0 and no derivative in space.", nameof(terms));
        }

        _terms = terms;
    }

    /// <summary>Number of branches: the order in time.</summary>
    public int Order { get; }

    /// <summary>The roots omega_j at a wave number, in no order.</summary>
    /// <param name="k">Wave number, 0 or more.</param>
    /// <returns>Roots, <c>[Order]</c>.</returns>
    public Complex[] Roots(double k)
    {
        // With s = -i omega the coefficients are c k^p, real for real equations; omega = i s.
        var coefficients = new Complex[Order + 1];
        foreach (var term in _terms)
        {
            coefficients[term.TimeDerivatives] += term.Coefficient * Math.Pow(k, term.Power);
        }

        return [.. PolynomialRoots.Of(coefficients).Select(s => Complex.ImaginaryOne * s)];
    }
}
