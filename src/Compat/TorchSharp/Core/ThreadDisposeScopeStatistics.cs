namespace TorchSharp;

/// <summary>Counts of what one thread made and disposed.</summary>
public interface ILifetimeStatistics
{
    /// <summary>Made on this thread while no scope was open.</summary>
    long CreatedOutsideScopeCount { get; }

    /// <summary>Disposed on this thread while owned by no scope.</summary>
    long DisposedOutsideScopeCount { get; }

    /// <summary>Made on this thread inside a scope.</summary>
    long CreatedInScopeCount { get; }

    /// <summary>Disposed on this thread while owned by a scope.</summary>
    long DisposedInScopeCount { get; }

    /// <summary>Made outside and attached to a scope later.</summary>
    long AttachedToScopeCount { get; }

    /// <summary>Taken out of a scope without being disposed.</summary>
    long DetachedFromScopeCount { get; }

    /// <summary>Made minus disposed.</summary>
    long ThreadTotalLiveCount { get; }

    void Reset();

    string ToString();
}

/// <summary>The sum over all kinds of disposables of one thread; only tensors exist here.</summary>
public class ThreadDisposeScopeStatistics : ILifetimeStatistics
{
    internal LifetimeStatistics Tensors { get; } = new();

    private readonly LifetimeStatistics _packedSequences = new();

    public ILifetimeStatistics TensorStatistics => Tensors;

    public ILifetimeStatistics PackedSequenceStatistics => _packedSequences;

    public long CreatedOutsideScopeCount => Tensors.CreatedOutsideScopeCount;

    public long DisposedOutsideScopeCount => Tensors.DisposedOutsideScopeCount;

    public long CreatedInScopeCount => Tensors.CreatedInScopeCount;

    public long DisposedInScopeCount => Tensors.DisposedInScopeCount;

    public long AttachedToScopeCount => Tensors.AttachedToScopeCount;

    public long DetachedFromScopeCount => Tensors.DetachedFromScopeCount;

    public long ThreadTotalLiveCount => Tensors.ThreadTotalLiveCount;

    public void Reset() => Tensors.Reset();

    public override string ToString() => Tensors.ToString();
}

public class LifetimeStatistics : ILifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }

    public long DisposedOutsideScopeCount { get; internal set; }

    public long CreatedInScopeCount { get; internal set; }

    public long DisposedInScopeCount { get; internal set; }

    public long AttachedToScopeCount { get; internal set; }

    public long DetachedFromScopeCount { get; internal set; }

    public long ThreadTotalLiveCount =>
        CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = 0;
        DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = 0;
        DisposedInScopeCount = 0;
        AttachedToScopeCount = 0;
        DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; CreatedOutsideScopeCount: {CreatedOutsideScopeCount}; " +
        $"DisposedOutsideScopeCount: {DisposedOutsideScopeCount}; CreatedInScopeCount: {CreatedInScopeCount}; " +
        $"DisposedInScopeCount: {DisposedInScopeCount}; AttachedToScopeCount: {AttachedToScopeCount}; " +
        $"DetachedFromScopeCount: {DetachedFromScopeCount}";
}
