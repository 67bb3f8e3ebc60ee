using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts.Mapping;

/// <summary>Enumerations of the contract in protobuf, where 0 is kept for a value that nobody set and all others follow in the contract's order.</summary>
internal static class WireEnum
{
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: the number has no name.</exception>
    public static T Read<T>(int number, JsonPointer at)
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), number - 1);
        return Enum.IsDefined(value)
            ? value
            : throw new GenPhysException(
                ErrorCode.Validation, $"{at.Name} is not a known one; leave it out, or use one of {string.Join(", ", Enum.GetNames<T>())}.", at.ToString());
    }

    public static int Write<T>(T value)
        where T : struct, Enum => Convert.ToInt32(value, null) + 1;

    /// <summary>Sets a field that tells presence, where there is a value.</summary>
    public static void Set<T>(T? value, Action<T> set)
        where T : struct
    {
        if (value is { } known)
        {
            set(known);
        }
    }
}
