namespace GenPhys.Client.Calls;

/// <summary>One attempt at a call.</summary>
/// <param name="Left">What is left of the call's deadline; null without one.</param>
/// <param name="Token">Cancelled by the caller and by the deadline.</param>
internal readonly record struct Attempt(TimeSpan? Left, CancellationToken Token)
{
    /// <summary>The deadline as a request's member tells it: whole milliseconds, at least 1.</summary>
    public int? DeadlineMs => Left is { } left ? (int)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 1, int.MaxValue) : null;
}
