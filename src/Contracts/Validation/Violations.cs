using System.Globalization;

namespace GenPhys.Contracts.Validation;

/// <summary>Collects the faults of a request's values, with one method per kind of rule. An absent member (null) obeys every rule.</summary>
public sealed class Violations
{
    private readonly List<Violation> _found = [];

    /// <summary>What was found, in the order of the checks.</summary>
    public IReadOnlyList<Violation> Found => _found;

    /// <summary>Adds a fault.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="at">The member at fault.</param>
    /// <param name="detail">What is wrong, and what would work.</param>
    public void Add(ErrorCode code, JsonPointer at, string detail) => _found.Add(new Violation(code, at.ToString(), detail));

    /// <summary>Refuses a member whose part this version does not have.</summary>
    /// <param name="present">Whether the member is there.</param>
    /// <param name="at">The member.</param>
    public void NotSupported(bool present, JsonPointer at)
    {
        if (present)
        {
            Add(ErrorCode.UnsupportedCombination, at, $"{at.Name} is not supported by this version of the service; leave it out.");
        }
    }

    /// <summary>Requires <paramref name="low"/> ≤ value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="low">The lowest value allowed.</param>
    /// <param name="at">The member.</param>
    public void AtLeast(double? value, double low, JsonPointer at) =>
        Require(value is null || (double.IsFinite(value.Value) && value >= low), at, $"{at.Name} must be at least {Text(low)}, and is {Text(value)}.");

    /// <summary>Adds a violation where a value is above a bound or not finite.</summary>
    /// <param name="value">The value; null passes.</param>
    /// <param name="high">The bound.</param>
    /// <param name="at">The member.</param>
    public void AtMost(double? value, double high, JsonPointer at) =>
        Require(value is null || (double.IsFinite(value.Value) && value <= high), at, $"{at.Name} must be at most {Text(high)}, and is {Text(value)}.");

    /// <summary>Requires a finite value above <paramref name="low"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="low">The bound that is not reached.</param>
    /// <param name="at">The member.</param>
    public void Above(double? value, double low, JsonPointer at) =>
        Require(value is null || (double.IsFinite(value.Value) && value > low), at, $"{at.Name} must be above {Text(low)}, and is {Text(value)}.");

    /// <summary>Requires <paramref name="low"/> ≤ value ≤ <paramref name="high"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="low">The lowest value allowed.</param>
    /// <param name="high">The highest value allowed.</param>
    /// <param name="at">The member.</param>
    public void Between(long? value, long low, long high, JsonPointer at) =>
        Require(value is null || (value >= low && value <= high), at, $"{at.Name} must be from {low} to {high}, and is {value}.");

    /// <summary>Requires a list to have a number of entries.</summary>
    /// <param name="count">Entries it has; null passes.</param>
    /// <param name="needed">Entries it needs.</param>
    /// <param name="at">The member.</param>
    public void Count(int? count, int needed, JsonPointer at) =>
        Require(count is null || count == needed, at, $"{at.Name} takes {needed} numbers, and has {count}.");

    /// <summary>Requires a list to have an entry.</summary>
    /// <param name="count">Entries it has.</param>
    /// <param name="at">The member.</param>
    public void NotEmpty(int count, JsonPointer at) => Require(count > 0, at, $"{at.Name} needs one entry or more.");

    /// <summary>Requires a list of one number or more, all finite.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="at">The member.</param>
    public void Finite(IReadOnlyList<double> values, JsonPointer at)
    {
        ArgumentNullException.ThrowIfNull(values);
        NotEmpty(values.Count, at);
        for (var i = 0; i < values.Count; i++)
        {
            AtLeast(values[i], double.MinValue, at[i]);
        }
    }

    /// <summary>Requires a list of one index or more, each 0 or more and named once.</summary>
    /// <param name="indices">The indices; null passes.</param>
    /// <param name="at">The member.</param>
    public void Indices(IReadOnlyList<int>? indices, JsonPointer at)
    {
        if (indices is null)
        {
            return;
        }

        NotEmpty(indices.Count, at);
        var seen = new HashSet<int>();
        for (var i = 0; i < indices.Count; i++)
        {
            AtLeast(indices[i], 0, at[i]);
            Require(seen.Add(indices[i]), at[i], $"{at.Name} names {indices[i]} twice.");
        }
    }

    /// <summary>Refuses more than the service's configured limit.</summary>
    /// <param name="value">The value.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="at">The member.</param>
    public void WithinLimit(long? value, long limit, JsonPointer at)
    {
        if (value > limit)
        {
            Add(ErrorCode.BudgetExceeded, at, $"{at.Name} is {value}; this service allows at most {limit}.");
        }
    }

    /// <summary>Throws when anything was found.</summary>
    /// <exception cref="GenPhysException">At least one rule was broken.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0)
        {
            throw new GenPhysException(_found);
        }
    }

    private void Require(bool holds, JsonPointer at, string detail)
    {
        if (!holds)
        {
            Add(ErrorCode.Validation, at, detail);
        }
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "absent";
}
