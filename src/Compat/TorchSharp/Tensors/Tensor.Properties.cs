using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Read(NativeMethods.gp_ndim(Handle));

        public long ndim => Dimensions;

        public long dim() => Dimensions;

        public long NumberOfElements => Read(NativeMethods.gp_numel(Handle));

        public long numel() => NumberOfElements;

        public long ElementSize => Read(NativeMethods.gp_element_size(Handle));

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Read(NativeMethods.gp_dtype(Handle));

        public DeviceType device_type => (DeviceType)Read(NativeMethods.gp_device_type(Handle));

        public int device_index => Read(NativeMethods.gp_device_index(Handle));

        public Device device => device_type == DeviceType.CPU ? CPU : new Device(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_leaf => Flag(NativeMethods.gp_is_leaf(Handle, out var yes), yes);

        public long[] shape => size();

        public unsafe long[] size()
        {
            var result = new long[Dimensions];
            fixed (long* p = result)
            {
                NativeError.Check(NativeMethods.gp_sizes(Handle, p));
            }

            GC.KeepAlive(this);
            return result;
        }

        public long size(int dim)
        {
            NativeError.Check(NativeMethods.gp_size(Handle, dim, out var result));
            return Read(result);
        }

        public unsafe long[] stride()
        {
            var result = new long[Dimensions];
            fixed (long* p = result)
            {
                NativeError.Check(NativeMethods.gp_strides(Handle, p));
            }

            GC.KeepAlive(this);
            return result;
        }

        public long stride(int dim)
        {
            var strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        public long storage_offset()
        {
            NativeError.Check(NativeMethods.gp_storage_offset(Handle, out var result));
            return Read(result);
        }

        public bool is_contiguous() => Flag(NativeMethods.gp_is_contiguous(Handle, out var yes), yes);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        // A getter's receiver may be unreachable already while the native read runs.
        private T Read<T>(T value)
        {
            GC.KeepAlive(this);
            return value;
        }

        private bool Flag(int code, int yes)
        {
            GC.KeepAlive(this);
            NativeError.Check(code);
            return yes != 0;
        }
    }
}
