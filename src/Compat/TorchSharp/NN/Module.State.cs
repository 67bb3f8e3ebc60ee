namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var root = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in Walk(m => m._parameters, true, root))
                {
                    destination.TryAdd(name, parameter);
                }

                foreach (var (name, buffer) in Walk(m => m.Buffers(false), true, root))
                {
                    destination.TryAdd(name, buffer);
                }

                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                var target = state_dict();
                var missing = target.Keys.Where(k => !source.ContainsKey(k) && !skip.Contains(k)).ToList();
                var unexpected = source.Keys.Where(k => !target.ContainsKey(k) && !skip.Contains(k)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                }

                using var guard = no_grad();
                foreach (var (key, value) in source)
                {
                    if (!skip.Contains(key) && target.TryGetValue(key, out var tensor))
                    {
                        tensor.copy_(value);
                    }
                }

                return (missing, unexpected);
            }
        }
    }
}
