using System.Collections;
using System.Reflection;
using GenPhys.Contracts;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>Puts one hostile value somewhere into a constraint.</summary>
internal static class Spoiled
{
    private static readonly double[] Numbers =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e308, -1e308, 1e101, 1e99, -1e99, double.Epsilon, 0, -0.0, -1];

    private static readonly int[] Integers = [-1, 0, int.MinValue, int.MaxValue, 1_000_000];

    /// <summary>A copy with one member, somewhere inside, replaced.</summary>
    public static ConstraintSpec Once(ConstraintSpec spec, System.Random random) => (ConstraintSpec)Copy(spec, random)!;

    private static object? Copy(object value, System.Random random)
    {
        switch (value)
        {
            case double:
                return Numbers[random.Next(Numbers.Length)];
            case int:
                return Integers[random.Next(Integers.Length)];
            case bool or Enum:
                return value;
            case string text:
                return random.Next(3) switch { 0 => "", 1 => text[..(text.Length / 2)], _ => text + "%" };
            case IList { Count: > 0 } list when random.Next(5) > 0:
                return Replaced(list, random.Next(list.Count), random);
            case IList list:
                return Resized(list, random);
            default:
                return WithMember(value, random);
        }
    }

    private static Array Replaced(IList list, int at, System.Random random)
    {
        var copy = Make(list, list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            copy.SetValue(i == at ? Copy(list[i]!, random) : list[i], i);
        }

        return copy;
    }

    private static Array Resized(IList list, System.Random random)
    {
        var copy = Make(list, random.Next(3) switch { 0 => 0, 1 => Math.Max(0, list.Count - 1), _ => list.Count + 1 });
        for (var i = 0; i < copy.Length; i++)
        {
            copy.SetValue(list.Count == 0 ? Activator.CreateInstance(copy.GetType().GetElementType()!) : list[i % list.Count], i);
        }

        return copy;
    }

    private static Array Make(IList list, int count) =>
        Array.CreateInstance(list.GetType().GetElementType() ?? typeof(ConstraintSpec), count);

    private static object WithMember(object record, System.Random random)
    {
        var members = record.GetType().GetProperties().Where(p => p.SetMethod is not null && p.GetValue(record) is not null).ToArray();
        if (members.Length == 0)
        {
            return record;
        }

        var member = members[random.Next(members.Length)];
        var copy = record.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)!.Invoke(record, null)!;
        member.SetValue(copy, Copy(member.GetValue(record)!, random));
        return copy;
    }
}
