using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

/// <summary>Sets the thread's gradient mode until disposed, on the same thread.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly bool _previous;

    internal AutoGradMode(bool enabled)
    {
        _previous = IsEnabled;
        Check(gp_set_grad_mode(enabled ? 1 : 0));
    }

    internal static bool IsEnabled
    {
        get
        {
            Check(gp_grad_mode(out var enabled));
            return enabled != 0;
        }
    }

    public void Dispose() => Check(gp_set_grad_mode(_previous ? 1 : 0));
}

/// <summary>Sets the thread's inference mode until disposed, on the same thread.</summary>
internal sealed class InferenceMode : IDisposable
{
    private nint _guard;

    internal InferenceMode(bool mode) => Check(gp_inference_enter(mode ? 1 : 0, out _guard));

    internal static bool IsEnabled
    {
        get
        {
            Check(gp_inference_mode(out var enabled));
            return enabled != 0;
        }
    }

    public void Dispose()
    {
        var guard = Interlocked.Exchange(ref _guard, 0);
        if (guard != 0)
        {
            Check(gp_inference_leave(guard));
        }
    }
}

public static partial class torch
{
    public static IDisposable no_grad() => new AutoGradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);

    public static bool is_grad_enabled() => AutoGradMode.IsEnabled;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => InferenceMode.IsEnabled;
}
