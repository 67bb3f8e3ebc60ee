using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Noise levels given one by one; <c>steps</c> must be left out or equal their number.</summary>
public sealed record CustomSchedule : ScheduleSpec
{
    /// <summary>Decreasing levels above 0, 1 to 10,001 of them; the last interval, to 0, is added unless <c>denoiseFinal</c> is false.</summary>
    public required double[] Sigmas { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        var list = at["sigmas"];
        if (Sigmas.Length is < 1 or > 10_001)
        {
            found.Add(ErrorCode.Validation, list, $"sigmas needs 1 to 10001 levels, and has {Sigmas.Length}.");
            return;
        }

        for (var i = 0; i < Sigmas.Length; i++)
        {
            if (!(Sigmas[i] > 0 && double.IsFinite(Sigmas[i]) && (i == 0 || Sigmas[i] < Sigmas[i - 1])))
            {
                found.Add(ErrorCode.Validation, list[i], "Every level must be finite, above 0 and below the one before it.");
                return;
            }
        }
    }
}
