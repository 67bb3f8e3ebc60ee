using System.Collections.Concurrent;

namespace GenPhys.Grpc.Tests;

/// <summary>Lets a test and a handler wait for each other, by the name that the test gave in its request.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<(string Name, string Event), TaskCompletionSource> events = new();

    public Task EnteredAsync(string name) => Event(name, "entered").Task;

    public Task CancelledAsync(string name) => Event(name, "cancelled").Task;

    public Task OpenedAsync(string name) => Event(name, "opened").Task;

    public Task LeftAsync(string name) => Event(name, "left").Task;

    public void Enter(string name) => Event(name, "entered").TrySetResult();

    public void Cancel(string name) => Event(name, "cancelled").TrySetResult();

    public void Open(string name) => Event(name, "opened").TrySetResult();

    public void Leave(string name) => Event(name, "left").TrySetResult();

    private TaskCompletionSource Event(string name, string happened) =>
        events.GetOrAdd((name, happened), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
