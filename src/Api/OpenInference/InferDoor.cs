using GenPhys.Api.Hosting;
using GenPhys.Contracts;
using GenPhys.Contracts.OpenInference;
using GenPhys.Inference.Service;

namespace GenPhys.Api.OpenInference;

/// <summary>Runs an inference, for both doors of the protocol.</summary>
internal sealed class InferDoor(IInferenceService service, InferenceModels models, RunningRequests running)
{
    /// <summary>Draws the samples of an inference.</summary>
    /// <exception cref="GenPhysException">The inference cannot be served.</exception>
    public async Task<SampleResult> RunAsync(string model, string? version, InferRequest inference, HttpContext http, CancellationToken ct)
    {
        var address = InferenceModels.Address(model, version);
        var sampling = InferSampling.Of(inference, models.Find(model, version).DefaultSampler);
        using var entry = running.Enter(http, ct, inference.Id);
        try
        {
            return await service.SampleAsync(entry, address, sampling.Request).ConfigureAwait(false);
        }
        catch (GenPhysException exception)
        {
            throw sampling.Relocate(exception);
        }
    }
}
