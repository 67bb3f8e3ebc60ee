namespace GenPhys.Inference.Networks;

/// <summary>Weights that do not fit the architecture they are given for; the message names the array.</summary>
/// <param name="message">Which array, what is wrong, what would fit.</param>
public sealed class NetworkWeightsException(string message) : Exception(message);
