using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Guidance terms in protobuf. A new kind is one line in each direction.</summary>
public static class GuidanceMapping
{
    /// <summary>The contract of a list of terms.</summary>
    /// <param name="guidance">The message.</param>
    /// <param name="at">Where it stands in the request.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: a term has no kind.</exception>
    public static IReadOnlyList<GuidanceSpec> ToContract(this Proto.Guidance guidance, JsonPointer at)
    {
        ArgumentNullException.ThrowIfNull(guidance);
        return [.. guidance.Terms.Select((term, i) => ToContract(term, at[i]))];
    }

    /// <summary>The message of a list of terms.</summary>
    /// <param name="terms">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.Guidance ToProto(this IReadOnlyList<GuidanceSpec> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var guidance = new Proto.Guidance();
        guidance.Terms.AddRange(terms.Select(ToProto));
        return guidance;
    }

    /// <summary>The message of a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The message.</returns>
    public static Proto.GuidanceReport ToProto(this GuidanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var message = new Proto.GuidanceReport();
        message.Evaluations.AddRange(report.Evaluations);
        message.MeanPulls.AddRange(report.MeanPulls);
        message.LargestPulls.AddRange(report.LargestPulls);
        message.Clips.AddRange(report.Clips);
        message.InvalidDraws.AddRange(report.InvalidDraws);
        message.EffectiveDraws.AddRange(report.EffectiveDraws.Select(value => value ?? double.NaN));
        message.Losses.AddRange(report.Losses.Select(value => value ?? double.NaN));
        return message;
    }

    /// <summary>The report of a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The report.</returns>
    public static GuidanceReport ToContract(this Proto.GuidanceReport message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new GuidanceReport
        {
            Evaluations = [.. message.Evaluations],
            MeanPulls = [.. message.MeanPulls],
            LargestPulls = [.. message.LargestPulls],
            Clips = [.. message.Clips],
            InvalidDraws = [.. message.InvalidDraws],
            EffectiveDraws = [.. message.EffectiveDraws.Select(Known)],
            Losses = [.. message.Losses.Select(Known)],
        };
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static GuidanceSpec ToContract(Proto.GuidanceTerm term, JsonPointer at)
    {
        GuidanceSpec spec = term.KindCase switch
        {
            Proto.GuidanceTerm.KindOneofCase.Classifiers => Classifiers(term.Classifiers),
            Proto.GuidanceTerm.KindOneofCase.Loss => LossGuidanceMapping.ToContract(term.Loss, at),
            Proto.GuidanceTerm.KindOneofCase.Particles => ParticleMapping.ToContract(term.Particles, at),
            Proto.GuidanceTerm.KindOneofCase.LowDensity => LowDensityMapping.ToContract(term.LowDensity, at),
            Proto.GuidanceTerm.KindOneofCase.Bridge => BridgeMapping.ToContract(term.Bridge, at),
            Proto.GuidanceTerm.KindOneofCase.ClassifierFree => new ClassifierFreeGuidance(),
            Proto.GuidanceTerm.KindOneofCase.Latent => new LatentGuidance(),
            _ => throw MissingKind.Of(Proto.GuidanceTerm.Descriptor, at),
        };
        return spec with
        {
            Weight = term.HasWeight ? term.Weight : null,
            Interval = term.Interval is { } interval ? [interval.Low, interval.High] : null,
            Clip = term.HasClip ? term.Clip : null,
        };
    }

    private static Proto.GuidanceTerm ToProto(GuidanceSpec spec)
    {
        var term = spec switch
        {
            ClassifierGuidance classifiers => new Proto.GuidanceTerm { Classifiers = Classifiers(classifiers) },
            LossGuidance loss => new Proto.GuidanceTerm { Loss = LossGuidanceMapping.ToProto(loss) },
            ParticleGuidance particles => new Proto.GuidanceTerm { Particles = ParticleMapping.ToProto(particles) },
            LowDensityGuidance lowDensity => new Proto.GuidanceTerm { LowDensity = LowDensityMapping.ToProto(lowDensity) },
            BridgeGuidance bridge => new Proto.GuidanceTerm { Bridge = BridgeMapping.ToProto(bridge) },
            LatentGuidance => new Proto.GuidanceTerm { Latent = new Proto.LatentGuidance() },
            ClassifierFreeGuidance => new Proto.GuidanceTerm { ClassifierFree = new Proto.ClassifierFreeGuidance() },
            _ => throw new ArgumentException($"{spec.GetType().Name} has no message.", nameof(spec)),
        };
        if (spec.Weight is { } weight)
        {
            term.Weight = weight;
        }

        if (spec.Interval is [var low, var high])
        {
            term.Interval = new Proto.NoiseInterval { Low = low, High = high };
        }

        if (spec.Clip is { } clip)
        {
            term.Clip = clip;
        }

        return term;
    }

    private static ClassifierGuidance Classifiers(Proto.ClassifierGuidance classifiers) => new()
    {
        Count = classifiers.HasCount ? classifiers.Count : null,
        PriorShift = classifiers.HasPriorShift ? classifiers.PriorShift : null,
    };

    private static Proto.ClassifierGuidance Classifiers(ClassifierGuidance spec)
    {
        var classifiers = new Proto.ClassifierGuidance();
        if (spec.Count is { } count)
        {
            classifiers.Count = count;
        }

        if (spec.PriorShift is { } shift)
        {
            classifiers.PriorShift = shift;
        }

        return classifiers;
    }
}
