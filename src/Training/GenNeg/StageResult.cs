namespace GenPhys.Training.GenNeg;

/// <summary>What an iteration found, as its folder keeps it.</summary>
public sealed record StageResult
{
    /// <summary>Version of this format; 1.</summary>
    public required int Schema { get; init; }

    /// <summary>Iteration, from 1.</summary>
    public required int Iteration { get; init; }

    /// <summary>alpha of the model that the classifier was trained on.</summary>
    public required double Alpha { get; init; }

    /// <summary>M, draws that alpha was counted over.</summary>
    public required long Draws { get; init; }

    /// <summary>Number added to the classifier's logits.</summary>
    public double PriorShift { get; init; }

    /// <summary>Infraction rate with this classifier on the stack.</summary>
    public required double InfractionRate { get; init; }

    /// <summary>Samples that the rate was measured over.</summary>
    public required int Samples { get; init; }

    /// <summary>Held-out denoising loss with this classifier on the stack; minus the reduced ELBO.</summary>
    public required double HeldOutLoss { get; init; }
}
