using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Training.Bridges;
using GenPhys.Training.Datasets;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Bridges;

/// <summary>Recipes with a bridge that train in a second.</summary>
internal static class TinyBridge
{
    public static CheckerboardConstraint Board { get; } = new() { Origin = [-2, -2], Cell = 1, Columns = 4, Rows = 4, Parity = 0 };

    public static Recipe Create(BridgeArchitecture? use, bool residual = true, string? startFrom = null) => TinyRecipe.Create() with
    {
        Data = new TrianglesData { Count = 200, HeldOut = 100 },
        Network = residual ? new ResidualMlpArchitecture { Hidden = 64, Blocks = 2, Embedding = 16 } : new MlpArchitecture { Hidden = [32, 32] },
        Bridge = use is not { } how ? null : new BridgeRecipe
        {
            Use = how, Drift = new BridgeGuidance { To = Board, Weight = 1.5, SigmaData = 1 }, SigmaData = 0.5, StartFrom = startFrom,
        },
    };
}
