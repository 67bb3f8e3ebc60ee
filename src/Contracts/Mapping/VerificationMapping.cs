using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Rejection and its outcome in protobuf.</summary>
internal static class VerificationMapping
{
    public static RejectionSpec ToContract(this Proto.Rejection message) => new()
    {
        Parallel = message.HasParallel ? message.Parallel : null,
        MaxRounds = message.HasMaxRounds ? message.MaxRounds : null,
    };

    public static Proto.Rejection ToProto(this RejectionSpec spec)
    {
        var message = new Proto.Rejection();
        if (spec.Parallel is { } parallel)
        {
            message.Parallel = parallel;
        }

        if (spec.MaxRounds is { } rounds)
        {
            message.MaxRounds = rounds;
        }

        return message;
    }

    public static Verification ToContract(this Proto.Verification message) => new()
    {
        Violations = message.Violations,
        Rate = message.Rate,
        Satisfied = [.. message.Satisfied],
        Rejection = message.Rejection is not { } rejection ? null : new RejectionReport
        {
            Rounds = rejection.Rounds,
            Drawn = rejection.Drawn,
            Violations = rejection.Violations,
            Rate = rejection.Rate,
            Accepted = rejection.Accepted,
            Evaluations = rejection.Evaluations,
        },
    };

    public static Proto.Verification ToProto(this Verification verification) => new()
    {
        Violations = verification.Violations,
        Rate = verification.Rate,
        Satisfied = { verification.Satisfied },
        Rejection = verification.Rejection is not { } rejection ? null : new Proto.RejectionReport
        {
            Rounds = rejection.Rounds,
            Drawn = rejection.Drawn,
            Violations = rejection.Violations,
            Rate = rejection.Rate,
            Accepted = rejection.Accepted,
            Evaluations = rejection.Evaluations,
        },
    };
}
