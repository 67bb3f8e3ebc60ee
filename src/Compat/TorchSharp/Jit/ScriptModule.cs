using System.Runtime.InteropServices;
using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>A module of TorchScript, with the parameters that its file holds.</summary>
        public class ScriptModule : nn.Module
        {
            private nint _handle;

            internal ScriptModule(nint handle) : base("ScriptModule")
            {
                _handle = handle;
                Register();
            }

            ~ScriptModule() => Dispose(false);

            internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(ScriptModule));

            public override bool training
            {
                get
                {
                    Check(gp_jit_is_training(Handle, out var on));
                    return on != 0;
                }
            }

            public override void train(bool on = true) => Check(gp_jit_train(Handle, on ? 1 : 0));

            /// <summary>Calls forward with tensors; returns a tensor, a tuple of up to five of them, or an array.</summary>
            public object call(params object[] objs) => invoke("forward", objs);

            /// <inheritdoc cref="call(object[])"/>
            public unsafe object invoke(string name, params object[] objs)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                var arguments = Arguments(objs);
                fixed (byte* method = Utf8(name))
                fixed (nint* p = arguments)
                {
                    var code = gp_jit_call(Handle, method, p, arguments.Length, out var shape);
                    GC.KeepAlive(this);
                    return Result(code, shape, objs);
                }
            }

            public TResult invoke<TResult>(string name, params object[] inputs) => (TResult)invoke(name, inputs);

            public TResult invoke<T, TResult>(string name, params T[] inputs) => (TResult)invoke(name, inputs.Cast<object>().ToArray());

            internal static nint[] Arguments(object[] objects) => Array.ConvertAll(objects, o => o is Tensor tensor
                ? tensor.Handle
                : throw new NotImplementedException($"Passing arguments of type {o?.GetType().Name ?? "null"} to TorchScript."));

            internal static object Result(int code, int shape, object[] inputs)
            {
                var tensors = Tensor.TakePending(code, shape < 0 ? 1 : shape, inputs);
                return (shape, tensors) switch
                {
                    (-1, _) => tensors[0],
                    (_, [var a, var b]) => (a, b),
                    (_, [var a, var b, var c]) => (a, b, c),
                    (_, [var a, var b, var c, var d]) => (a, b, c, d),
                    (_, [var a, var b, var c, var d, var e]) => (a, b, c, d, e),
                    _ => tensors,
                };
            }

            protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                Check(gp_jit_to_device(Handle, (int)deviceType, deviceIndex));
                return Refresh();
            }

            protected internal override nn.Module _to(ScalarType dtype, bool non_blocking)
            {
                Check(gp_jit_to_dtype(Handle, (sbyte)dtype));
                return Refresh();
            }

            protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                _to(device.type, device.index, non_blocking);
                return _to(dtype, non_blocking);
            }

            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
                var handle = Interlocked.Exchange(ref _handle, 0);
                if (handle != 0)
                {
                    Check(gp_jit_release(handle));
                }
            }

            // The objects here alias the module's own tensors, which a move replaces.
            private ScriptModule Refresh()
            {
                DisposeMembers();
                Register();
                return this;
            }

            private void Register()
            {
                foreach (var (name, tensor) in Members(buffers: false))
                {
                    var tracked = tensor.requires_grad;
                    register_parameter(name, tensor.AsParameter(tracked));
                }

                foreach (var (name, tensor) in Members(buffers: true))
                {
                    register_buffer(name, tensor);
                }
            }

            private List<(string name, Tensor tensor)> Members(bool buffers)
            {
                Check(gp_jit_named(Handle, buffers ? 1 : 0, 1, out var count, out var text));
                var names = Marshal.PtrToStringUTF8(text)!.Split('\n');
                Check(gp_free(text));
                var tensors = Tensor.TakePending(0, count, this);
                return [.. tensors.Select((t, i) => (names[i], t.DetachFromDisposeScope()))];
            }
        }

        /// <summary>A script of any number of tensors.</summary>
        public class ScriptModule<TResult> : ScriptModule, nn.IModule<Tensor[], TResult>
        {
            internal ScriptModule(nint handle) : base(handle)
            {
            }

            public TResult call(params Tensor[] tensor) => (TResult)base.call(tensor.Cast<object>().ToArray());

            public TResult forward(params Tensor[] tensor) => call(tensor);
        }

        /// <summary>A script of one argument.</summary>
        public class ScriptModule<T, TResult> : ScriptModule, nn.IModule<T, TResult>
        {
            internal ScriptModule(nint handle) : base(handle)
            {
            }

            public TResult call(T tensor) => (TResult)base.call(tensor!);

            public TResult forward(T tensor) => call(tensor);
        }

        /// <summary>A script of two arguments.</summary>
        public class ScriptModule<T1, T2, TResult> : ScriptModule, nn.IModule<T1, T2, TResult>
        {
            internal ScriptModule(nint handle) : base(handle)
            {
            }

            public TResult call(T1 input1, T2 input2) => (TResult)base.call(input1!, input2!);

            public TResult forward(T1 input1, T2 input2) => call(input1, input2);
        }
    }
}
