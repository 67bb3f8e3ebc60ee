using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Cli.Commands;

/// <summary>
/// The sampler of a request: a kind such as <c>heun</c>, or the whole JSON object of the service's <c>sampler</c> member;
/// <c>--steps</c> sets its steps.
/// </summary>
internal sealed class SamplerOptions
{
    private readonly Option<string?> _sampler = new("--sampler")
    {
        Description = "A kind (euler, heun, edmStochastic, ...) or a JSON object such as {\"kind\":\"edmStochastic\",\"sChurn\":10} (default: the model's).",
    };

    private readonly Option<int?> _steps = new("--steps") { Description = "Solver steps." };

    public void AddTo(Command command)
    {
        command.Add(_sampler);
        command.Add(_steps);
    }

    /// <summary>The sampler, or null for the model's own.</summary>
    public SamplerSpec? Read(ParseResult parsed)
    {
        var text = parsed.GetValue(_sampler);
        var steps = parsed.GetValue(_steps);
        if (text is null)
        {
            return steps is null ? null : throw new CliException("--steps needs --sampler: the model's own sampler has steps of its own");
        }

        var json = text.TrimStart().StartsWith('{') ? text : new JsonObject { ["kind"] = text }.ToJsonString();
        try
        {
            var sampler = StrictJson.Read(Encoding.UTF8.GetBytes(json), ContractsJson.Default.SamplerSpec);
            return steps is null ? sampler : sampler with { Steps = steps };
        }
        catch (GenPhysException e)
        {
            throw new CliException($"--sampler{e.Pointer?.Replace('/', '.')}: {e.Message}", inner: e);
        }
    }
}
