using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) =>
                Convert(t => t.is_floating_point() ? t.to(dtype, device, non_blocking: non_blocking) : t.to(device, non_blocking: non_blocking));

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Convert(t => t.to(deviceType, deviceIndex, non_blocking: non_blocking));

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) =>
                Convert(t => t.is_floating_point() ? t.to(dtype, non_blocking: non_blocking) : t.alias());

            // Every converted member takes the place of the old one: in the registry, in the field that holds it and
            // in the scope that owns it, so that a module stays whole whatever scope the call runs in.
            private Module Convert(Func<Tensor, Tensor> convert)
            {
                InitializeOnce();
                foreach (var child in _children.Values)
                {
                    child.Convert(convert);
                }

                using var guard = no_grad();
                foreach (var (name, old) in _parameters.ToArray())
                {
                    var converted = Moved(old, convert);
                    if (converted is not null)
                    {
                        _parameters[name] = Settle(old, new Parameter(converted, old.requires_grad));
                    }
                }

                foreach (var (name, old) in _buffers.ToArray())
                {
                    var converted = Moved(old, convert);
                    if (converted is not null)
                    {
                        _buffers[name] = Settle(old, converted);
                    }
                }

                return this;
            }

            private static Tensor? Moved(Tensor old, Func<Tensor, Tensor> convert)
            {
                var converted = convert(old);
                if (converted.handle != old.handle)
                {
                    return converted;
                }

                converted.Dispose();
                return null;
            }

            private T Settle<T>(Tensor old, T replacement) where T : Tensor
            {
                if (old.OwningDisposeScope is null)
                {
                    replacement.DetachFromDisposeScope();
                }
                else
                {
                    DisposeScope.Replace(old, replacement);
                }

                foreach (var field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    if (ReferenceEquals(field.GetValue(this), old))
                    {
                        field.SetValue(this, replacement);
                    }
                }

                Replaced(old, replacement);
                old.Dispose();
                return replacement;
            }

            // For members that a module keeps outside of fields of its own type.
            private protected virtual void Replaced(Tensor old, Tensor replacement)
            {
            }

            private void InitializeOnce()
            {
                if (_children.Count == 0 && _parameters.Count == 0 && _buffers.Count == 0)
                {
                    RegisterComponents();
                }
            }
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module =>
        (T)module._to(type, non_blocking);

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module =>
        (T)module._to(device, type, non_blocking);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module =>
        (T)module._to(deviceType, deviceIndex, non_blocking);

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module =>
        (T)module._to(device.type, device.index, non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module =>
        module.to(new torch.Device(device), non_blocking);

    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module =>
        (T)module._to(other.device, other.dtype, non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
        (T)module._to(DeviceType.CPU, -1, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module =>
        (T)module._to(DeviceType.CUDA, deviceIndex, non_blocking);

    public static T half<T>(this T module) where T : torch.nn.Module => module.to(torch.ScalarType.Float16);

    public static T bfloat16<T>(this T module) where T : torch.nn.Module => module.to(torch.ScalarType.BFloat16);

    public static T @float<T>(this T module) where T : torch.nn.Module => module.to(torch.ScalarType.Float32);

    public static T @double<T>(this T module) where T : torch.nn.Module => module.to(torch.ScalarType.Float64);
}
