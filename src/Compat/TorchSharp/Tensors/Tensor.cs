using System.Runtime.CompilerServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. The object owns one reference to it, released by <see cref="Dispose"/>, by the scope that
    /// owns the object, or at last by the finalizer, which libtorch allows on any thread.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long s_totalCount;
        private static long s_peakCount;

        internal IntPtr handle;

        // Its place in the owning scope's list; meaningless without an owner.
        internal int ScopeSlot;

        internal Tensor(IntPtr handle)
        {
            this.handle = handle;
            Count();
            DisposeScopeManager.ThreadSingleton.Register(this);
        }

        ~Tensor() => ReleaseHandle();

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Tensor objects alive in this process, not counting what lives only inside libtorch.</summary>
        public static long TotalCount => Interlocked.Read(ref s_totalCount);

        /// <summary>The largest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => Interlocked.Read(ref s_peakCount);

        public string? name { get; set; }

        public bool IsInvalid => handle == IntPtr.Zero;

        public IntPtr Handle
        {
            get
            {
                var h = handle;
                return h != IntPtr.Zero ? h : throw new InvalidOperationException("Tensor invalid -- empty handle.");
            }
        }

        public void Dispose()
        {
            if (handle == IntPtr.Zero)
            {
                return;
            }

            LeaveScope();
            Release();
        }

        /// <summary>Gives the native reference to the caller; this object is invalid afterwards.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var h = Handle;
            LeaveScope();
            MoveHandle();
            return h;
        }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>A second object for the same native tensor.</summary>
        public Tensor alias() => Wrap(NativeMethods.gp_alias(Handle, out var r), r, this);

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner)
            {
                owner.MoveToOther(other, this);
            }
            else
            {
                other?.Attach(this);
            }

            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        internal void LeaveScope()
        {
            var statistics = DisposeScopeManager.ThreadSingleton.StatisticsInstance.Tensors;
            if (OwningDisposeScope is { } scope)
            {
                scope.MarkAsDisposed(this);
                statistics.DisposedInScopeCount++;
            }
            else
            {
                statistics.DisposedOutsideScopeCount++;
            }
        }

        internal void Release()
        {
            ReleaseHandle();
            GC.SuppressFinalize(this);
        }

        internal IntPtr MoveHandle()
        {
            var h = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (h != IntPtr.Zero)
            {
                Interlocked.Decrement(ref s_totalCount);
            }

            GC.SuppressFinalize(this);
            return h;
        }

        // Exchanged, so that a dispose that races the finalizer or another thread releases once.
        private void ReleaseHandle()
        {
            var h = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (h != IntPtr.Zero)
            {
                Interlocked.Decrement(ref s_totalCount);
                NativeError.Check(NativeMethods.gp_release(h));
            }
        }

        private static void Count()
        {
            var total = Interlocked.Increment(ref s_totalCount);
            for (var peak = Volatile.Read(ref s_peakCount); total > peak;)
            {
                var seen = Interlocked.CompareExchange(ref s_peakCount, total, peak);
                if (seen == peak)
                {
                    break;
                }

                peak = seen;
            }
        }

        // The operands are kept alive to here: a finalizer must not release one while the native call reads it.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Tensor Wrap(int code, nint result, object? a)
        {
            GC.KeepAlive(a);
            NativeError.Check(code);
            return new Tensor(result);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Tensor Wrap(int code, nint result, object? a, object? b)
        {
            GC.KeepAlive(b);
            return Wrap(code, result, a);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Tensor Wrap(int code, nint result, object? a, object? b, object? c)
        {
            GC.KeepAlive(c);
            return Wrap(code, result, a, b);
        }

        internal static (Tensor, Tensor) Wrap(int code, nint first, nint second, Tensor a)
        {
            GC.KeepAlive(a);
            NativeError.Check(code);
            return (new Tensor(first), new Tensor(second));
        }

        internal static unsafe Tensor[] TakePending(int code, int count, object? a)
        {
            GC.KeepAlive(a);
            NativeError.Check(code);
            var handles = new nint[count];
            fixed (nint* p = handles)
            {
                NativeError.Check(NativeMethods.gp_take(p));
            }

            return Array.ConvertAll(handles, h => new Tensor(h));
        }

        // For in-place operations, which return their own tensor.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Tensor Self(int code, object? operand = null, object? another = null)
        {
            GC.KeepAlive(operand);
            GC.KeepAlive(another);
            NativeError.Check(code);
            return this;
        }

        private static int I(bool value) => value ? 1 : 0;
    }
}
