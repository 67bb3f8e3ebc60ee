using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>What the losses of a request are made from.</summary>
/// <param name="Manifest">The model's manifest.</param>
/// <param name="Classifiers">The model's stack of classifiers.</param>
/// <param name="At">Where the loss stands in the request.</param>
public sealed record LossContext(ModelManifest Manifest, IReadOnlyList<Classifier> Classifiers, JsonPointer At)
{
    /// <summary>What a constraint may hold.</summary>
    public ConstraintLimits Limits { get; init; } = new();

    /// <summary>Coordinates of a sample.</summary>
    public int Dimension => Manifest.Dimension();

    /// <summary>The error of a member that does not fit the shape of a sample.</summary>
    /// <param name="member">Member of the loss.</param>
    /// <param name="detail">What is wrong, and what would work.</param>
    /// <returns>The error.</returns>
    public GenPhysException Mismatch(string member, string detail) => new(ErrorCode.ShapeMismatch, detail, At[member].ToString());

    /// <summary>Requires as many numbers as something else has.</summary>
    /// <param name="count">Numbers that are given.</param>
    /// <param name="needed">Numbers that are needed.</param>
    /// <param name="member">Member of the loss.</param>
    /// <param name="of">What each of them belongs to, such as "coordinate of a sample".</param>
    /// <exception cref="GenPhysException">The numbers differ.</exception>
    public void Require(int count, int needed, string member, string of)
    {
        if (count != needed)
        {
            throw Mismatch(member, $"{member} has {count} entries; one per {of} makes {needed}.");
        }
    }
}
