namespace GenPhys.Training.Learning;

/// <summary>The law of the weights that training begins with: the member <c>initialWeights</c>. A layer that its network starts at 0 stays so.</summary>
public enum InitialWeights
{
    /// <summary>Weights and biases uniform in +-1/sqrt(inputs of the layer), the usual start of a linear layer (LeCun et al. 1998 with a third of the variance).</summary>
    Uniform,

    /// <summary>
    /// Weights uniform in +-sqrt(3/inputs), which keeps the variance from layer to layer (Glorot and Bengio 2010, eq. 12 for equal widths), and biases of 0. Small
    /// networks learn in a third of the steps.
    /// </summary>
    VariancePreserving,
}
