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

            // Every converted member takes the place of the old one: in the registry, in the field that holds it and in
            // the scope that owns it, so that a module stays whole whatever scope the call runs in. A member that two
            // modules share stays shared.
            private Module Convert(Func<Tensor, Tensor> convert)
            {
                RegisterComponents();
                using var guard = no_grad();
                var replacements = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
                Convert(convert, replacements);
                foreach (var old in replacements.Keys)
                {
                    old.Dispose();
                }

                return this;
            }

            private void Convert(Func<Tensor, Tensor> convert, Dictionary<Tensor, Tensor> replacements)
            {
                foreach (var child in _children.Values)
                {
                    child.Convert(convert, replacements);
                }

                foreach (var (name, old) in _parameters.ToArray())
                {
                    _parameters[name] = (Parameter)Replace(old, convert, t => new Parameter(t, old.requires_grad), replacements);
                }

                foreach (var (name, old) in _buffers.ToArray())
                {
                    _buffers[name] = Replace(old, convert, t => t, replacements);
                }
            }

            private Tensor Replace(Tensor old, Func<Tensor, Tensor> convert, Func<Tensor, Tensor> wrap, Dictionary<Tensor, Tensor> replacements)
            {
                if (!replacements.TryGetValue(old, out var replacement))
                {
                    var converted = convert(old);
                    if (converted.handle == old.handle)
                    {
                        converted.Dispose();
                        return old;
                    }

                    replacement = wrap(converted);
                    replacements.Add(old, replacement);
                    replacement.DetachFromDisposeScope();
                    DisposeScope.Replace(old, replacement);
                }

                foreach (var field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    if (ReferenceEquals(field.GetValue(this), old))
                    {
                        field.SetValue(this, replacement);
                    }
                }

                return replacement;
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
