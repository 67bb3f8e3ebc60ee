using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>Functions compiled from TorchScript source.</summary>
        public class CompilationUnit : IDisposable
        {
            private nint _handle;

            internal CompilationUnit(nint handle) => _handle = handle;

            ~CompilationUnit() => Dispose(false);

            public unsafe object invoke(string name, params object[] objs)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                var arguments = ScriptModule.Arguments(objs);
                fixed (byte* function = Utf8(name))
                fixed (nint* p = arguments)
                {
                    var code = gp_jit_unit_call(_handle, function, p, arguments.Length, out var shape);
                    GC.KeepAlive(this);
                    return ScriptModule.Result(code, shape, objs);
                }
            }

            public TResult invoke<TResult>(string name, params object[] inputs) => (TResult)invoke(name, inputs);

            public TResult invoke<T, TResult>(string name, params T[] inputs) => (TResult)invoke(name, inputs.Cast<object>().ToArray());

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                var handle = Interlocked.Exchange(ref _handle, 0);
                if (handle != 0)
                {
                    Check(gp_jit_unit_release(handle));
                }
            }
        }
    }
}
