using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Base of all modules: parameters, buffers and submodules by name, in order of registration.</summary>
        public partial class Module : IDisposable
        {
            private readonly Dictionary<string, Parameter> _parameters = [];
            private readonly Dictionary<string, Tensor> _buffers = [];
            private readonly HashSet<string> _transient = [];
            private readonly Dictionary<string, Module> _children = [];
            private readonly string _name;
            private bool _registered;
            private bool _training = true;
            private bool _disposed;

            protected Module(string name) => _name = name;

            public virtual bool training => _training;

            public virtual string GetName() => _name;

            /// <summary>Registers every field that holds a module, a parameter or a tensor, under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                if (_registered)
                {
                    return;
                }

                foreach (var field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    var name = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    if (_children.ContainsKey(name) || _parameters.ContainsKey(name) || _buffers.ContainsKey(name))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(name, tensor);
                            break;
                    }
                }

                _registered = true;
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (!_buffers.TryAdd(name, tensor))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }

                if (!persistent)
                {
                    _transient.Add(name);
                }
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                // A module may be built without a parameter, a bias say: nothing is registered then.
                if (param is null)
                {
                    _parameters.Remove(name);
                    return;
                }

                if (!_parameters.TryAdd(name, param))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _children.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                {
                    throw new ArgumentException($"module name can't be empty or contain \".\", got: {name}");
                }

                if (_children.ContainsKey(name))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }

                submodule.RegisterComponents();
                _children.Add(name, submodule);
            }

            // What stands behind a property of a built-in module: the module owns it, whatever scope it was made in.
            private protected Parameter? Own(string name, Parameter? value, Parameter? previous = null)
            {
                if (previous is not null && !ReferenceEquals(previous, value))
                {
                    previous.Dispose();
                }

                _parameters.Remove(name);
                value?.DetachFromDisposeScope();
                register_parameter(name, value!);
                return value;
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var child in _children.Values)
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null)
                    {
                        continue;
                    }

                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        gradient.zero_();
                    }
                }
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in _children.Values)
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                {
                    return;
                }

                _disposed = true;
                DisposeMembers();
                foreach (var child in _children.Values)
                {
                    child.Dispose();
                }
            }

            private protected void DisposeMembers()
            {
                foreach (var parameter in _parameters.Values)
                {
                    parameter.Dispose();
                }

                foreach (var buffer in _buffers.Values)
                {
                    buffer.Dispose();
                }

                _parameters.Clear();
                _buffers.Clear();
            }
        }
    }
}

/// <summary>Names a field's component other than the field.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }

    public ComponentNameAttribute()
    {
    }

    public ComponentNameAttribute(string name) => Name = name;
}
