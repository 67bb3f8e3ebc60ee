namespace GenPhys.Training;

/// <summary>Training began and cannot go on; the message says why and what would help.</summary>
/// <param name="message">The message.</param>
public sealed class TrainingException(string message) : Exception(message);
