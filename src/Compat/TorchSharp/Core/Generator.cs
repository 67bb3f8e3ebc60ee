using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A random number generator of libtorch with a state of its own.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            Check(gp_generator_new(seed, (int)this.device.type, this.device.index, out _handle));
        }

        internal Generator(nint handle)
        {
            device = CPU;
            _handle = handle;
        }

        ~Generator() => Dispose(false);

        public static Generator Default
        {
            get
            {
                Check(gp_generator_default(out var handle));
                return new Generator(handle);
            }
        }

        public IntPtr Handle => _handle;

        public Device device { get; private set; }

        public Tensor get_state() => Tensor.Wrap(gp_generator_get_state(_handle, out var r), r, this);

        public void set_state(Tensor value)
        {
            Check(gp_generator_set_state(_handle, value.Handle));
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public Generator manual_seed(long seed)
        {
            Check(gp_generator_seed(_handle, seed));
            return this;
        }

        public long seed()
        {
            var value = DateTime.UtcNow.Ticks;
            manual_seed(value);
            return value;
        }

        public long initial_seed()
        {
            Check(gp_generator_initial_seed(_handle, out var seed));
            GC.KeepAlive(this);
            return seed;
        }

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
                Check(gp_generator_release(handle));
            }
        }
    }

    public static Generator manual_seed(long seed)
    {
        Check(gp_manual_seed(seed));
        return Generator.Default;
    }

    internal static nint HandleOf(Generator? generator) => generator?.Handle ?? 0;
}
