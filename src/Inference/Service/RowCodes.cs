using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Codes;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;

namespace GenPhys.Inference.Service;

/// <summary>The latent codes of each row of a request: what it gives, and the model's prior for the rest.</summary>
internal sealed class RowCodes
{
    // Rows whose codes are drawn in one turn of the device thread, so that the ticks of others go on between them.
    private const int RowsAtATime = 256;

    private readonly LatentCodes _codes;
    private readonly IReadOnlyList<int[]>? _given;
    private readonly double _temperature;
    private readonly bool _byClass;

    private RowCodes(LatentCodes codes, IReadOnlyList<int[]>? given, double? temperature, bool byClass) =>
        (_codes, _given, _temperature, _byClass) = (codes, given, temperature ?? codes.Temperature, byClass);

    /// <summary>Codes per row.</summary>
    public int Slots => _codes.Sizes.Count;

    /// <summary>The codes of a sample request; null for a model without any.</summary>
    /// <exception cref="GenPhysException">The model has no codes, or the request's do not fit them.</exception>
    public static RowCodes? Of(SampleRequest request, LoadedModel model)
    {
        if (model.Codes is not { } codes)
        {
            Refuse(request.Codes is not null, model, "codes");
            Refuse(request.CodeTemperature is not null, model, "codeTemperature");
            return null;
        }

        if (request.Condition is not null && model.EngineModel.Field.CodeSizes.Count == 0)
        {
            throw new GenPhysException(ErrorCode.UnsupportedCombination, $"The classes of the model {model.Manifest.Name} are its codes; give codes in place of a condition.", "/condition");
        }

        Check(request.Codes, codes, whole: false);
        return new RowCodes(codes, request.Codes, request.CodeTemperature, ByClass(model));
    }

    /// <summary>The codes along a flow, all of them given; null for the flow without a code.</summary>
    /// <exception cref="GenPhysException">The model has no codes, the request's do not fit them, or the model needs some.</exception>
    public static RowCodes? Along(IReadOnlyList<int[]>? given, LoadedModel model)
    {
        if (model.Codes is not { } codes)
        {
            Refuse(given is not null, model, "codes");
            return null;
        }

        Check(given, codes, whole: true);
        return given is not null || codes.HasNull
            ? given is null ? null : new RowCodes(codes, given, null, ByClass(model))
            : throw new GenPhysException(
                ErrorCode.UnsupportedCombination, $"The model {model.Manifest.Name} was not trained without codes, so its flow needs some; give codes.", "/codes");
    }

    /// <summary>Puts the codes into a job, drawn on the device thread before its first tick.</summary>
    /// <param name="job">The job, with its rows and their identities.</param>
    /// <param name="rows">For each row of the job, the row of the request; null where they are the same.</param>
    /// <returns>The job, and the codes that it fills, <c>[rows, slots]</c>.</returns>
    public (EngineJob Job, int[] Codes) Into(EngineJob job, IReadOnlyList<int>? rows = null)
    {
        var codes = new int[job.Rows * Slots];
        var classes = _byClass ? new int[job.Rows] : null;
        var steps = new List<Action>();
        for (var first = 0; first < job.Rows; first += RowsAtATime)
        {
            var (begin, end) = (first, Math.Min(job.Rows, first + RowsAtATime));
            steps.Add(() => Fill(job, rows, begin, end, codes, classes));
        }

        return (job with { Codes = _byClass ? null : codes, Conditions = _byClass ? classes : job.Conditions, Prepare = [.. job.Prepare, .. steps] }, codes);
    }

    private static bool ByClass(LoadedModel model) => model.EngineModel.Field.CodeSizes.Count == 0;

    private void Fill(EngineJob job, IReadOnlyList<int>? rows, int begin, int end, int[] codes, int[]? classes)
    {
        for (var row = begin; row < end; row++)
        {
            var own = codes.AsSpan(row * Slots, Slots);
            var given = _given is null ? [] : _given.Count == 1 ? _given[0] : _given[rows?[row] ?? row];
            given.CopyTo(own);
            var identity = job.Identities?[row] ?? new RowIdentity(job.Seed, (uint)row, job.Attempt);
            _codes.Prior.Draw(identity, given.Length, _temperature, own);
            if (classes is not null)
            {
                classes[row] = own[0] + 1;
            }
        }
    }

    private static void Check(IReadOnlyList<int[]>? given, LatentCodes codes, bool whole)
    {
        var at = JsonPointer.Root["codes"];
        for (var row = 0; row < (given?.Count ?? 0); row++)
        {
            var list = given![row];
            if (list.Length > codes.Sizes.Count || (whole && list.Length < codes.Sizes.Count))
            {
                throw new GenPhysException(
                    ErrorCode.Validation, $"The model has {codes.Sizes.Count} codes{(whole ? ", which are all needed here" : "")}, and the list has {list.Length}.", at[row].ToString());
            }

            for (var slot = 0; slot < list.Length; slot++)
            {
                if (list[slot] >= codes.Sizes[slot])
                {
                    throw new GenPhysException(
                        ErrorCode.Validation, $"Code {slot} is from 0 to {codes.Sizes[slot] - 1}, and not {list[slot]}.", at[row][slot].ToString());
                }
            }
        }
    }

    private static void Refuse(bool present, LoadedModel model, string member)
    {
        if (present)
        {
            throw new GenPhysException(ErrorCode.UnsupportedCombination, $"The model {model.Manifest.Name} has no latent codes; leave {member} out.", "/" + member);
        }
    }
}
