using System.CommandLine;
using System.Globalization;
using GenPhys.Cli.Plotting;
using GenPhys.Inference.Processes.Dispersion;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys process classify</c>: whether an equation of physics makes a generative process, and why.</summary>
internal static class ProcessCommand
{
    private static readonly Dictionary<string, Func<Func<string, double>, PhysicalEquation>> Known = new(StringComparer.Ordinal)
    {
        ["diffusion"] = _ => PhysicalEquations.Diffusion(),
        ["poisson"] = _ => PhysicalEquations.Poisson(),
        ["screenedPoisson"] = p => PhysicalEquations.ScreenedPoisson(p("m")),
        ["helmholtz"] = p => PhysicalEquations.Helmholtz(p("k0")),
        ["mixedDiffusionPoisson"] = p => PhysicalEquations.MixedDiffusionPoisson(p("a"), p("b")),
        ["fractionalDiffusion"] = p => PhysicalEquations.FractionalDiffusion(p("beta")),
        ["thirdOrder"] = _ => PhysicalEquations.ThirdOrder(),
        ["dissipativeWave"] = p => PhysicalEquations.DissipativeWave(p("epsilon")),
        ["idealWave"] = _ => PhysicalEquations.IdealWave(),
        ["schroedinger"] = _ => PhysicalEquations.Schroedinger(),
        ["biharmonic"] = _ => PhysicalEquations.Biharmonic(),
    };

    private static readonly Dictionary<string, double> Defaults = new(StringComparer.Ordinal)
    {
        ["m"] = 0.8, ["k0"] = 0.5, ["a"] = 0.7, ["b"] = 1.3, ["beta"] = 0.75, ["epsilon"] = 0.9,
    };

    public static Command Create()
    {
        var name = new Argument<string?>("equation") { Description = $"One of {string.Join(", ", Known.Keys)}; all of them when left out.", Arity = ArgumentArity.ZeroOrOne };
        var terms = new Option<string[]>("--term") { Description = "A term c:n:p of an equation of your own, c d^n/dt^n (-laplacian)^(p/2); repeat for each.", AllowMultipleArgumentsPerToken = true };
        var dimension = new Option<int>("--dimension") { Description = "Coordinates of a sample.", DefaultValueFactory = _ => 2 };
        var output = new Option<string?>("--output", "-o") { Description = "A picture of Im omega(k) by branch, .svg." };
        var parameters = Defaults.Select(p => new Option<double>("--" + p.Key) { Description = $"Parameter {p.Key} of the equation that has it.", DefaultValueFactory = _ => p.Value }).ToList();
        var classify = new Command("classify", "Judge an equation by its dispersion relation and its kernel's sign.") { name, terms, dimension, output };
        parameters.ForEach(classify.Add);
        classify.SetAction(parsed => Run(
            parsed.GetValue(name), parsed.GetValue(terms) ?? [], parsed.GetValue(dimension), parsed.GetValue(output),
            parameter => parsed.GetValue(parameters.Single(o => o.Name == "--" + parameter))));
        return new Command("process", "Tells which equations make generative processes.") { classify };
    }

    private static int Run(string? name, string[] terms, int dimension, string? output, Func<string, double> parameter)
    {
        if (dimension < 1)
        {
            throw new CliException("--dimension must be 1 or more.");
        }

        var equations = terms.Length > 0
            ? [Own(terms)]
            : name is null ? [.. Known.Values.Select(make => make(parameter))]
            : Known.TryGetValue(name, out var make) ? new[] { make(parameter) }
            : throw new CliException($"There is no equation {name}. Known are {string.Join(", ", Known.Keys)}.");
        foreach (var equation in equations)
        {
            var verdict = equation.Judge(dimension);
            Console.WriteLine($"{equation.Name}: {Words(verdict, dimension)}");
            Console.WriteLine($"    {equation.Equation}");
            foreach (var branch in verdict.Branches)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"    branch {branch.Smoothness.ToString().ToLowerInvariant()}: Im omega(0) = {branch.Omega[0].Imaginary:G4}, decay gap beyond k = 1: {branch.DecayGap:G4}, lasting longest at k = {branch.FastestK:G4}"));
            }

            if (verdict.NoDensity is { } why)
            {
                Console.WriteLine($"    no density: {why}");
            }
        }

        if (output is not null)
        {
            Draw(equations[0], output);
        }

        return ExitCodes.Success;
    }

    private static string Words(Verdict verdict, int dimension) => verdict switch
    {
        { IsSmoothDensityFlow: true } => $"a smooth density flow in {dimension} dimension(s): a generative process",
        { Smoothness: Smoothness.Smooth } => $"smooth, but no density in {dimension} dimension(s): refused",
        { Smoothness: Smoothness.Marginal } => "marginal: long waves keep their details; useful only where its kernel is positive and the data are small",
        _ => "not smooth: its density never forgets the data, refused",
    };

    private static PhysicalEquation Own(string[] terms)
    {
        var parsed = terms.Select(term =>
        {
            var parts = term.Split(':');
            return parts.Length == 3
                && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var c)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && double.TryParse(parts[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var p)
                ? new DispersionTerm(c, n, p)
                : throw new CliException($"The term {term} is not of the form c:n:p, such as 1:2:0 for phi_tt or -1:0:2 for the laplacian.");
        }).ToArray();
        try
        {
            var relation = new DispersionRelation(parsed);
            return new PhysicalEquation("own", string.Join(" + ", terms), relation, dimension => Sign(relation, dimension));
        }
        catch (ArgumentException exception)
        {
            throw new CliException(exception.Message, inner: exception);
        }
    }

    // Of an equation that nobody has judged, the sign of its smooth branch's kernel, where that branch only decays.
    private static string? Sign(DispersionRelation relation, int dimension)
    {
        var branch = DispersionClassifier.Classify(relation)[0];
        if (branch.Smoothness != Smoothness.Smooth || branch.Omega.Any(o => Math.Abs(o.Real) > 1e-9 * (1 + Math.Abs(o.Imaginary))))
        {
            return "its best branch does not only decay, so its kernel has to be judged by hand";
        }

        double Spectrum(double k)
        {
            var roots = relation.Roots(k);
            var at = branch.K.TakeWhile(known => known < k).Count();
            var near = branch.Omega[Math.Clamp(at, 0, branch.K.Count - 1)];
            return Math.Exp(roots.MinBy(root => System.Numerics.Complex.Abs(root - near)).Imaginary - branch.Omega[0].Imaginary);
        }

        var sign = KernelSign.Of(Spectrum, Math.Min(dimension, 3), 12);
        return sign.IsPositive ? null : "the kernel changes sign";
    }

    private static void Draw(PhysicalEquation equation, string output)
    {
        if (!output.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException($"{output}: the picture of a dispersion relation is an .svg file.");
        }

        // Logarithmic in k, and asinh in Im omega, whose sign matters.
        var lines = DispersionClassifier.Classify(equation.Relation).Select(branch => new ChartLine(
            branch.Smoothness.ToString().ToLowerInvariant(),
            [.. branch.K.Zip(branch.Omega).Skip(1).Select(p => (p.First, Math.Asinh(p.Second.Imaginary)))]));
        using var file = File.Create(output);
        LineChart.Write(new LineChart($"{equation.Name}: growth of the branches", "wave number k", "asinh Im omega", [.. lines], LogX: true, LogY: false), file);
    }
}
