using GenPhys.Contracts;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>Builds the networks that an artifact holds beside its field.</summary>
internal static class PartNetwork
{
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ArtifactInvalid"/> with the pointer of what is wrong.</exception>
    public static INetworkEvaluator Build(
        Architecture architecture, FileReference weights, int inputs, int outputs, ArtifactFiles files, NetworkOptions? networks, string pointer)
    {
        foreach (var (member, problem) in architecture.Problems())
        {
            throw Invalid($"{member} {problem}.", $"{pointer}/architecture/{member}");
        }

        var bytes = files.Read(weights, pointer + "/weights");
        INetworkEvaluator? evaluator = null;
        try
        {
            evaluator = NetworkEvaluators.Create(architecture, SafeTensorsFile.Parse(bytes), inputs, outputs, networks ?? new NetworkOptions());
            evaluator.WarmUp();
            return evaluator;
        }
        catch (Exception exception) when (exception is SafeTensorsException or NetworkWeightsException)
        {
            throw Invalid($"{weights.File}: {exception.Message}", pointer + "/weights");
        }
        catch
        {
            evaluator?.Dispose();
            throw;
        }
    }

    public static GenPhysException Invalid(string detail, string pointer) => new(ErrorCode.ArtifactInvalid, detail, pointer);
}
