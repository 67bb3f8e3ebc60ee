using System.Globalization;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Api.Rest.Samples;

/// <summary>Where the rest of the answer goes when the body holds nothing but the numbers.</summary>
internal static class SampleHeaders
{
    public const string Shape = "X-GenPhys-Shape";
    public const string Id = "X-GenPhys-Id";
    public const string Model = "X-GenPhys-Model";
    public const string ModelVersion = "X-GenPhys-Model-Version";
    public const string Seed = "X-GenPhys-Seed";
    public const string Nfe = "X-GenPhys-Nfe";
    public const string Ess = "X-GenPhys-Ess";
    public const string FailedRowCount = "X-GenPhys-Failed-Row-Count";
    public const string FailedRows = "X-GenPhys-Failed-Rows";
    public const string Verification = "X-GenPhys-Verification";
    public const string UnsatisfiedRows = "X-GenPhys-Unsatisfied-Rows";
    public const string Codes = "X-GenPhys-Codes";
    public const string QueuedMs = "X-GenPhys-Queued-Ms";
    public const string RunMs = "X-GenPhys-Run-Ms";

    /// <summary>Clients bound the size of a header; the count beside the list tells when it is cut.</summary>
    public const int MaxFailedRows = 100;

    /// <summary>Rows that do not obey the constraint, at most; the verification beside them tells their number.</summary>
    public const int MaxUnsatisfiedRows = 1000;

    /// <summary>Latent codes that are told, at most, of whole rows.</summary>
    public const int MaxCodes = 1000;

    public static void Write(IHeaderDictionary headers, SampleResult result)
    {
        headers[Shape] = string.Join(',', result.Shape);
        headers[Id] = result.Id;
        headers[Model] = Uri.EscapeDataString(result.Model.Name);
        headers[ModelVersion] = Text(result.Model.Version);
        headers[Seed] = Text(result.Seed);
        headers[Nfe] = Text(result.Nfe);
        if (result.Ess is { } ess)
        {
            headers[Ess] = Text(ess);
        }

        headers[FailedRowCount] = Text(result.FailedRows.Count);
        headers[FailedRows] = JsonSerializer.Serialize([.. result.FailedRows.Take(MaxFailedRows)], ContractsJson.Default.FailedRowArray);
        if (result.Verification is { } verification)
        {
            headers[Verification] = JsonSerializer.Serialize(verification with { Satisfied = [] }, ContractsJson.Default.Verification);
            headers[UnsatisfiedRows] = string.Join(
                ',', verification.Satisfied.Index().Where(row => !row.Item).Take(MaxUnsatisfiedRows).Select(row => Text(row.Index)));
        }

        if (result.Codes is { } codes)
        {
            headers[Codes] = string.Join(';', codes.Take(MaxCodes / codes[0].Length).Select(row => string.Join(',', row.Select(code => Text(code)))));
        }

        headers[QueuedMs] = Text(result.Timings.QueuedMs);
        headers[RunMs] = Text(result.Timings.RunMs);
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
