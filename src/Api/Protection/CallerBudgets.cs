using System.Collections.Concurrent;
using System.Collections.Frozen;
using GenPhys.Api.Options;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Protection;

/// <summary>The budgets of all callers: one per key, and one per subject of tokens.</summary>
internal sealed class CallerBudgets(IOptions<SecurityOptions> options, TimeProvider time)
{
    /// <summary>Subjects that are remembered before those without debts are forgotten.</summary>
    private const int Many = 10_000;

    private readonly CallerBudget _none = new(new JwtOptions(), time);
    private readonly FrozenDictionary<string, CallerBudget> _keys =
        options.Value.Keys.ToFrozenDictionary(pair => pair.Key, pair => new CallerBudget(pair.Value, time));

    private readonly ConcurrentDictionary<string, CallerBudget> _subjects = new();

    public CallerBudget Of(Caller caller)
    {
        if (caller == Caller.Anyone)
        {
            return _none;
        }

        if (_keys.TryGetValue(caller.Id, out var budget))
        {
            return budget;
        }

        if (_subjects.Count > Many)
        {
            foreach (var (id, known) in _subjects)
            {
                if (known.IsFull)
                {
                    _subjects.TryRemove(id, out _);
                }
            }
        }

        return _subjects.GetOrAdd(caller.Id, _ => new CallerBudget(options.Value.Jwt, time));
    }
}
