namespace GenPhys.Inference.Models.SafeTensors;

/// <summary>Bytes that are not a valid safetensors file; the message says what is wrong and where.</summary>
public sealed class SafeTensorsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and where.</param>
    public SafeTensorsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="inner">What the parser said.</param>
    public SafeTensorsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
