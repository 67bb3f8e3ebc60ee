namespace GenPhys.Inference.Fields;

/// <summary>Classes of the parts that a closed-form field is made of.</summary>
internal static class ClassLabels
{
    /// <summary>The number of classes.</summary>
    /// <exception cref="ArgumentException">There is not one label per part, or a class has no part.</exception>
    public static int Count(int[]? classes, int parts, string name)
    {
        if (classes is null)
        {
            return 0;
        }

        if (classes.Length != parts)
        {
            throw new ArgumentException($"classes has {classes.Length} entries; there are {parts} {name}.");
        }

        var distinct = classes.Distinct().Order().ToArray();
        return distinct.SequenceEqual(Enumerable.Range(0, distinct.Length))
            ? distinct.Length
            : throw new ArgumentException($"classes must name every class from 0 to {distinct[^1]} and no other.");
    }
}
