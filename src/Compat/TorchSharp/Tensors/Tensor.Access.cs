using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements as .NET values; a tensor of another device is copied to the CPU first.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(is_cpu() ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }

            ValidateType(typeof(T));
            if (is_cpu())
            {
                return TensorAccessor<T>.ReadItemAt(this, 0);
            }

            using var host = cpu();
            return TensorAccessor<T>.ReadItemAt(host, 0);
        }

        public Scalar ToScalar()
        {
            NativeError.Check(NativeMethods.gp_item(Handle, out var value));
            GC.KeepAlive(this);
            return new Scalar(value);
        }

        /// <summary>The memory of a contiguous CPU tensor. The span is valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                {
                    throw new NotImplementedException("Bytes() called on non-contiguous tensor.");
                }

                var size = NumberOfElements * ElementSize;
                if (size > int.MaxValue)
                {
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                }

                return new Span<byte>((void*)DataPointer(), (int)size);
            }

            set
            {
                if (value.Length != NumberOfElements * ElementSize)
                {
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                }

                value.CopyTo(bytes);
            }
        }

        internal nint DataPointer()
        {
            if (!is_cpu())
            {
                throw new InvalidOperationException(
                    "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }

            NativeError.Check(NativeMethods.gp_data(Handle, out var pointer));
            GC.KeepAlive(this);
            return pointer;
        }

        internal void ValidateType(Type dotnetType)
        {
            var type = dtype;
            var expected = type switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                _ => null,
            };
            if (expected != dotnetType)
            {
                throw new ArgumentException($"{dotnetType.Name} is not compatible with {type}");
            }
        }

        public double ReadCpuDouble(long i) => TensorAccessor<double>.ReadItemAt(this, i);

        public float ReadCpuSingle(long i) => TensorAccessor<float>.ReadItemAt(this, i);

        public int ReadCpuInt32(long i) => TensorAccessor<int>.ReadItemAt(this, i);

        public long ReadCpuInt64(long i) => TensorAccessor<long>.ReadItemAt(this, i);

        public byte ReadCpuByte(long i) => TensorAccessor<byte>.ReadItemAt(this, i);

        public bool ReadCpuBool(long i) => TensorAccessor<bool>.ReadItemAt(this, i);

        public T ReadCpuValue<T>(long i) where T : unmanaged => TensorAccessor<T>.ReadItemAt(this, i);
    }
}
