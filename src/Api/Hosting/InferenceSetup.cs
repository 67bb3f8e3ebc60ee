using System.Diagnostics.Metrics;
using GenPhys.Api.Options;
using GenPhys.Api.Telemetry;
using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Service;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Hosting;

/// <summary>Registers the application that the doors call: engine, repository, service.</summary>
internal static class InferenceSetup
{
    public static void AddInference(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var limits = provider.GetRequiredService<IOptions<LimitsOptions>>().Value;
            return new InferenceEngine(new EngineOptions
            {
                MaxQueuedRows = limits.MaxQueuedRows,
                MaxQueuedRequests = limits.MaxQueuedRequests,
                TimeProvider = provider.GetRequiredService<TimeProvider>(),
                MeterFactory = provider.GetRequiredService<IMeterFactory>(),
            });
        });
        services.AddSingleton(provider =>
        {
            var device = provider.GetRequiredService<IOptions<DeviceOptions>>().Value;
            var models = provider.GetRequiredService<IOptions<ModelsOptions>>().Value;
            return new ModelRepository(
                models.Resolve(provider.GetRequiredService<IHostEnvironment>().ContentRootPath),
                provider.GetRequiredService<InferenceEngine>(),
                new NetworkOptions { Device = device.Device, Threads = device.Threads },
                models.Default);
        });
        services.AddSingleton(provider =>
        {
            var limits = provider.GetRequiredService<IOptions<LimitsOptions>>().Value;
            var options = new ServiceOptions
            {
                // What does not fit into an empty queue can never run, and is no matter of trying again later.
                Limits = new SampleLimits
                {
                    MaxRows = (int)Math.Min(limits.MaxRows, limits.MaxQueuedRows),
                    MaxSteps = limits.MaxSteps,
                    Constraints = new ConstraintLimits
                    {
                        MaxPoints = limits.MaxCheckPoints,
                        MaxVertices = limits.MaxConstraintVertices,
                        MaxParts = limits.MaxConstraintParts,
                        MaxCost = limits.MaxConstraintCost,
                    },
                },
                MaxEvaluations = limits.MaxEvaluations,
                MaxBytes = limits.MaxRequestBytes,
                TimeProvider = provider.GetRequiredService<TimeProvider>(),
            };
            return new InferenceService(provider.GetRequiredService<InferenceEngine>(), provider.GetRequiredService<ModelRepository>(), options);
        });
        services.AddSingleton<IInferenceService>(provider => new MeasuredService(
            provider.GetRequiredService<InferenceService>(),
            provider.GetRequiredService<ServiceInstruments>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ModelLoader>();
    }
}
