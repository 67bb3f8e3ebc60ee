using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static void set_num_threads(int num) => Check(gp_set_num_threads(num));

    public static int get_num_threads()
    {
        Check(gp_get_num_threads(out var n));
        return n;
    }

    public static void set_num_interop_threads(int num) => Check(gp_set_num_interop_threads(num));

    public static int get_num_interop_threads()
    {
        Check(gp_get_num_interop_threads(out var n));
        return n;
    }

    public static bool cuda_is_available() => cuda.is_available();

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType == DeviceType.CUDA && !cuda.is_available())
        {
            throw new InvalidOperationException("Torch device type CUDA did not initialise on the current machine.");
        }
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType != DeviceType.CUDA || cuda.is_available();

    public static Device InitializeDevice(Device? device)
    {
        var place = Place(device);
        InitializeDeviceType(place.type);
        return place;
    }

    public static class cuda
    {
        public static bool is_available()
        {
            Check(gp_cuda_is_available(out var yes));
            return yes != 0;
        }

        public static int device_count()
        {
            Check(gp_cuda_device_count(out var n));
            return n;
        }

        public static void synchronize(Device? device = null) => Check(gp_cuda_synchronize(device?.index ?? -1));
    }

    public static partial class backends
    {
        public static partial class cuda
        {
            public static class matmul
            {
                public static bool allow_tf32
                {
                    get
                    {
                        Check(gp_allow_tf32_matmul(0, 0, out var on));
                        return on != 0;
                    }

                    set => Check(gp_allow_tf32_matmul(1, value ? 1 : 0, out _));
                }
            }
        }
    }
}
