using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (name, parameter) in Walk(m => m._parameters, recurse, ""))
                {
                    if (!parameter.IsInvalid && seen.Add(parameter.handle))
                    {
                        yield return (name, parameter);
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (name, buffer) in Walk(m => m.Buffers(include_nonpersistent), recurse, ""))
                {
                    if (!buffer.IsInvalid && seen.Add(buffer.handle))
                    {
                        yield return (name, buffer);
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(b => b.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => _children.Select(c => (c.Key, c.Value));

            public virtual IEnumerable<Module> children() => _children.Values;

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, child) in _children)
                {
                    yield return (name, child);
                }

                foreach (var (name, child) in _children)
                {
                    foreach (var (inner, module) in child.named_modules())
                    {
                        yield return ($"{name}.{inner}", module);
                    }
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual bool has_parameter(string target) => named_parameters().Any(p => p.name == target);

            public virtual bool has_buffer(string target) => named_buffers().Any(b => b.name == target);

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(p => p.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(b => b.name == target).buffer;

            private IEnumerable<KeyValuePair<string, Tensor>> Buffers(bool includeTransient) =>
                _buffers.Where(b => includeTransient || !_transient.Contains(b.Key));

            private IEnumerable<(string, T)> Walk<T>(Func<Module, IEnumerable<KeyValuePair<string, T>>> own, bool recurse, string prefix)
            {
                foreach (var (name, member) in own(this))
                {
                    yield return (prefix + name, member);
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach (var (name, child) in _children)
                {
                    foreach (var member in child.Walk(own, true, $"{prefix}{name}."))
                    {
                        yield return member;
                    }
                }
            }
        }
    }
}
