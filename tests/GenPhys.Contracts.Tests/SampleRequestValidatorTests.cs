using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts.Tests;

public sealed class SampleRequestValidatorTests
{
    private static readonly SampleLimits Limits = new() { MaxRows = 1000, MaxSteps = 100 };

    [Fact]
    public void The_smallest_request_is_valid() => Assert.Empty(Check(new SampleRequest { Count = 1 }));

    [Fact]
    public void The_limits_themselves_are_allowed() =>
        Assert.Empty(Check(new SampleRequest { Count = 1000, Seed = SampleRequestValidator.MaxSeed, Sampler = new HeunSampler { Steps = 100 } }));

    [Theory]
    [InlineData(0, ErrorCode.Validation)]
    [InlineData(-1, ErrorCode.Validation)]
    [InlineData(int.MinValue, ErrorCode.Validation)]
    [InlineData(1001, ErrorCode.BudgetExceeded)]
    [InlineData(1_000_000_000, ErrorCode.BudgetExceeded)]
    public void Count(int count, ErrorCode code) => Only(new SampleRequest { Count = count }, code, "/count");

    [Theory]
    [InlineData(-1L), InlineData(1L << 53), InlineData(long.MaxValue)]
    public void Seed(long seed) => Only(new SampleRequest { Count = 1, Seed = seed }, ErrorCode.Validation, "/seed");

    [Theory]
    [InlineData(0), InlineData(-5)]
    public void Deadline(int milliseconds) => Only(new SampleRequest { Count = 1, DeadlineMs = milliseconds }, ErrorCode.Validation, "/deadlineMs");

    [Theory]
    [InlineData(0, ErrorCode.Validation), InlineData(-1, ErrorCode.Validation), InlineData(101, ErrorCode.BudgetExceeded)]
    public void Steps(int steps, ErrorCode code) => Only(With(new HeunSampler { Steps = steps }), code, "/sampler/steps");

    [Fact]
    public void Churn_parameters()
    {
        Only(With(new EdmStochasticSampler { SChurn = -1 }), ErrorCode.Validation, "/sampler/sChurn");
        Only(With(new EdmStochasticSampler { SMin = -1, SMax = 1 }), ErrorCode.Validation, "/sampler/sMin");
        Only(With(new EdmStochasticSampler { SMin = 2, SMax = 1 }), ErrorCode.Validation, "/sampler/sMax");
        Only(With(new EdmStochasticSampler { SNoise = 0 }), ErrorCode.Validation, "/sampler/sNoise");
        Only(With(new EdmStochasticSampler { SNoise = double.NaN }), ErrorCode.Validation, "/sampler/sNoise");
        Assert.Empty(Check(With(new EdmStochasticSampler { SChurn = 0, SMin = 0, SMax = 0, SNoise = 1 })));
    }

    [Fact]
    public void Schedule_parameters()
    {
        Only(With(new EdmSchedule { SigmaMin = 0 }), ErrorCode.Validation, "/sampler/schedule/sigmaMin");
        Only(With(new EdmSchedule { SigmaMax = 0 }), ErrorCode.Validation, "/sampler/schedule/sigmaMax");
        Only(With(new EdmSchedule { SigmaMin = 1, SigmaMax = 1 }), ErrorCode.Validation, "/sampler/schedule/sigmaMax");
        Only(With(new EdmSchedule { SigmaMax = double.PositiveInfinity }), ErrorCode.Validation, "/sampler/schedule/sigmaMax");
        Only(With(new EdmSchedule { Rho = 0 }), ErrorCode.Validation, "/sampler/schedule/rho");
        Only(With(new LogLinearSchedule { SigmaMin = -1 }), ErrorCode.Validation, "/sampler/schedule/sigmaMin");
        Assert.Empty(Check(With(new LogLinearSchedule { SigmaMin = 0.002, SigmaMax = 80 })));
    }

    [Fact]
    public void Conditions_and_codes()
    {
        Only(new SampleRequest { Count = 1, Condition = new ConditionSpec() }, ErrorCode.Validation, "/condition");
        Only(new SampleRequest { Count = 1, Condition = new ConditionSpec { Label = -1 } }, ErrorCode.Validation, "/condition/label");
        Only(new SampleRequest { Count = 2, Condition = new ConditionSpec { Labels = [1] } }, ErrorCode.Validation, "/condition/labels");
        Only(new SampleRequest { Count = 3, Codes = [[1], [2]] }, ErrorCode.Validation, "/codes");
        Only(new SampleRequest { Count = 1, Codes = [[0, -1]] }, ErrorCode.Validation, "/codes/0/1");
        Only(new SampleRequest { Count = 1, CodeTemperature = -1 }, ErrorCode.Validation, "/codeTemperature");
        Assert.Empty(Check(new SampleRequest { Count = 3, Codes = [[1]], CodeTemperature = 0.5 }));
        Assert.Empty(Check(new SampleRequest { Count = 1, Restart = [], Guidance = [], Resample = ResampleMethod.None }));
    }

    [Fact]
    public void Verification_and_rejection()
    {
        var disc = new DiscConstraint { Center = [0, 0], Radius = 1 };
        Assert.Empty(Check(new SampleRequest { Count = 1, Verify = disc, Rejection = new RejectionSpec { Parallel = 4, MaxRounds = 16_384 } }));
        Only(new SampleRequest { Count = 1, Verify = disc with { Radius = -1 } }, ErrorCode.Validation, "/verify/radius");
        Only(new SampleRequest { Count = 1, Rejection = new RejectionSpec() }, ErrorCode.Validation, "/rejection");
        Only(new SampleRequest { Count = 1, Verify = disc, Rejection = new RejectionSpec { Parallel = 0 } }, ErrorCode.Validation, "/rejection/parallel");
        Only(new SampleRequest { Count = 1, Verify = disc, Rejection = new RejectionSpec { MaxRounds = 0 } }, ErrorCode.Validation, "/rejection/maxRounds");
        Only(new SampleRequest { Count = 1, Verify = disc, Rejection = new RejectionSpec { Parallel = 4, MaxRounds = 16_385 } }, ErrorCode.BudgetExceeded, "/rejection/maxRounds");
        Only(new SampleRequest { Count = 1000, Verify = disc, Rejection = new RejectionSpec { Parallel = 1001 } }, ErrorCode.BudgetExceeded, "/rejection/parallel");
    }

    [Fact]
    public void The_members_that_all_guidance_terms_share()
    {
        static SampleRequest With(GuidanceSpec term) => new() { Count = 1, Guidance = [new ClassifierGuidance(), term] };
        Only(With(new ClassifierGuidance { Weight = double.NaN }), ErrorCode.Validation, "/guidance/1/weight");
        Only(With(new ClassifierGuidance { Interval = [1] }), ErrorCode.Validation, "/guidance/1/interval");
        Only(With(new ClassifierGuidance { Interval = [-1, 1] }), ErrorCode.Validation, "/guidance/1/interval/0");
        Only(With(new ClassifierGuidance { Interval = [2, 1] }), ErrorCode.Validation, "/guidance/1/interval/1");
        Only(With(new ClassifierGuidance { Clip = 0 }), ErrorCode.Validation, "/guidance/1/clip");
        Only(With(new ClassifierGuidance { Count = -1 }), ErrorCode.Validation, "/guidance/1/count");
        Only(new SampleRequest { Count = 1, Guidance = [.. Enumerable.Repeat(new ClassifierGuidance(), 9)] }, ErrorCode.BudgetExceeded, "/guidance");
        Assert.Empty(Check(With(new ClassifierGuidance { Weight = -2, Interval = [0.1, 0.1], Clip = 3, Count = 0, PriorShift = -1 })));
    }

    [Fact]
    public void Every_fault_is_told_the_first_one_in_front()
    {
        var exception = Assert.Throws<GenPhysException>(() =>
            SampleRequestValidator.ThrowIfInvalid(new SampleRequest { Count = 0, Seed = -1, Sampler = new EulerSampler { Steps = 0 } }, Limits));

        Assert.Equal((ErrorCode.Validation, "/count"), (exception.Code, exception.Pointer));
        Assert.Equal(["/count", "/seed", "/sampler/steps"], Problem.From(exception).Errors!.Select(e => e.Pointer));
    }

    private static void Only(SampleRequest request, ErrorCode code, string pointer)
    {
        var violation = Assert.Single(Check(request));
        Assert.Equal((code, pointer), (violation.Code, violation.Pointer));
    }

    private static SampleRequest With(SamplerSpec sampler) => new() { Count = 1, Sampler = sampler };

    private static SampleRequest With(ScheduleSpec schedule) => With(new HeunSampler { Schedule = schedule });

    private static IReadOnlyList<Violation> Check(SampleRequest request) => SampleRequestValidator.Validate(request, Limits);
}
