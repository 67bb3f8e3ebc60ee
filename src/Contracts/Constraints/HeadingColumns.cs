using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Where an agent's heading is: its cosine and sine, of any common scale, or its angle in radians.</summary>
public sealed record HeadingColumns
{
    /// <summary>Place of the cosine within the features.</summary>
    public int? Cos { get; init; }

    /// <summary>Place of the sine.</summary>
    public int? Sin { get; init; }

    /// <summary>Place of the angle.</summary>
    public int? Theta { get; init; }

    internal void Check(ConstraintChecker check, JsonPointer at, int features)
    {
        if ((Cos, Sin, Theta) is not ((not null, not null, null) or (null, null, not null)))
        {
            check.Found.Add(ErrorCode.Validation, at, $"heading needs cos and sin, or theta, as places from 0 to {features - 1}.");
        }
    }
}
