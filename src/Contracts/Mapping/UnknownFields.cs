using Google.Protobuf;

namespace GenPhys.Contracts.Mapping;

/// <summary>Protobuf keeps fields that it does not know and says nothing; a request with one asks for what this version cannot give.</summary>
public static class UnknownFields
{
    /// <summary>Refuses a message with a field, at any depth, that its proto file does not have.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.UnknownMember"/>.</exception>
    public static void ThrowIfAny(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // The library gives no other access to them: what they take is what is missing when they are read away.
        var bytes = message.ToByteArray();
        if (message.Descriptor.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes).CalculateSize() != bytes.Length)
        {
            throw new GenPhysException(
                ErrorCode.UnknownMember,
                $"The message has a field that this version of {message.Descriptor.FullName} does not know; reflection tells the fields that it has.",
                "");
        }
    }
}
