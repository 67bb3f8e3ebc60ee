namespace GenPhys.Inference.Engine;

/// <summary>Runs work on a device's thread, between two ticks. All tensor work of a device goes through it.</summary>
public interface IDeviceExecutor
{
    /// <summary>Queues work for the device thread.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="work">The work; it must not block on other device work.</param>
    /// <param name="ct">Gives the work up while it still waits.</param>
    /// <returns>What the work gave.</returns>
    Task<T> RunAsync<T>(Func<T> work, CancellationToken ct);
}
