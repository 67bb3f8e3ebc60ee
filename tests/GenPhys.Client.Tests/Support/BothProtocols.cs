namespace GenPhys.Client.Tests.Support;

/// <summary>Every case runs over both protocols.</summary>
public sealed class BothProtocols : TheoryData<GenPhysProtocol>
{
    public BothProtocols() => AddRange(Enum.GetValues<GenPhysProtocol>());
}
