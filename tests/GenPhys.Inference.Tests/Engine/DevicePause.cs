using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Tests.Engine;

/// <summary>Keeps the device thread busy, so that everything submitted meanwhile is admitted before one and the same tick.</summary>
internal sealed class DevicePause : IDisposable
{
    private readonly ManualResetEventSlim _end = new();

    private DevicePause()
    {
    }

    public static async Task<DevicePause> BeginAsync(InferenceEngine engine)
    {
        var pause = new DevicePause();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = engine.RunAsync(
            () =>
            {
                begun.SetResult();
                return pause._end.Wait(Bounded.Limit);
            },
            CancellationToken.None);
        await begun.Task.Within();
        return pause;
    }

    public void Dispose() => _end.Set();
}
