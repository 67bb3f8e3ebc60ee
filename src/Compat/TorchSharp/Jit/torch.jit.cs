using System.Text;
using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        public static ScriptModule load(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(filename, device_type, device_index));

        public static ScriptModule load(string filename, Device map_location) => new(Load(filename, map_location.type, map_location.index));

        public static ScriptModule load(string filename, string map_location) => load(filename, new Device(map_location));

        public static ScriptModule load(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(bytes, device_type, device_index));

        public static ScriptModule load(byte[] bytes, Device map_location) => new(Load(bytes, map_location.type, map_location.index));

        public static ScriptModule load(byte[] bytes, string map_location) => load(bytes, new Device(map_location));

        public static ScriptModule<TResult> load<TResult>(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(filename, device_type, device_index));

        public static ScriptModule<TResult> load<TResult>(string filename, Device map_location) => new(Load(filename, map_location.type, map_location.index));

        public static ScriptModule<TResult> load<TResult>(string filename, string map_location) => load<TResult>(filename, new Device(map_location));

        public static ScriptModule<TResult> load<TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(bytes, device_type, device_index));

        public static ScriptModule<TResult> load<TResult>(byte[] bytes, Device map_location) => new(Load(bytes, map_location.type, map_location.index));

        public static ScriptModule<TResult> load<TResult>(byte[] bytes, string map_location) => load<TResult>(bytes, new Device(map_location));

        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(filename, device_type, device_index));

        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, Device map_location) => new(Load(filename, map_location.type, map_location.index));

        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, string map_location) => load<T1, TResult>(filename, new Device(map_location));

        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(bytes, device_type, device_index));

        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, Device map_location) => new(Load(bytes, map_location.type, map_location.index));

        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, string map_location) => load<T1, TResult>(bytes, new Device(map_location));

        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(filename, device_type, device_index));

        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(string filename, Device map_location) => new(Load(filename, map_location.type, map_location.index));

        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(string filename, string map_location) => load<T1, T2, TResult>(filename, new Device(map_location));

        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(bytes, device_type, device_index));

        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(byte[] bytes, Device map_location) => new(Load(bytes, map_location.type, map_location.index));

        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(byte[] bytes, string map_location) => load<T1, T2, TResult>(bytes, new Device(map_location));

        public static unsafe void save(ScriptModule module, string filename)
        {
            fixed (byte* path = Utf8(filename))
            {
                Check(gp_jit_save(module.Handle, path));
            }
        }

        public static unsafe CompilationUnit compile(string script)
        {
            ArgumentException.ThrowIfNullOrEmpty(script);
            fixed (byte* source = Utf8(script))
            {
                Check(gp_jit_compile(source, out var handle));
                return new CompilationUnit(handle);
            }
        }

        internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");

        private static unsafe nint Load(string filename, DeviceType type, long index)
        {
            if (!File.Exists(filename))
            {
                throw new FileNotFoundException(filename);
            }

            RequireDevice(type);
            fixed (byte* path = Utf8(filename))
            {
                Check(gp_jit_load(path, 1, (int)type, (int)index, out var handle));
                return handle;
            }
        }

        private static unsafe nint Load(byte[] bytes, DeviceType type, long index)
        {
            RequireDevice(type);
            fixed (byte* data = bytes)
            {
                Check(gp_jit_load_bytes(data, bytes.LongLength, 1, (int)type, (int)index, out var handle));
                return handle;
            }
        }

        private static void RequireDevice(DeviceType type)
        {
            if (type == DeviceType.CUDA && !cuda.is_available())
            {
                throw new InvalidOperationException("CUDA is not available.");
            }
        }
    }
}
