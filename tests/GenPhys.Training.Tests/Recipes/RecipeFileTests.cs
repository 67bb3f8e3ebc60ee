using System.Text;
using System.Text.Json.Nodes;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Objectives;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Recipes;

public sealed class RecipeFileTests
{
    private const string Minimal =
        """
        {
          "schema": 1, "name": "a", "batch": 2, "steps": 1,
          "data": { "kind": "checkerboard" }, "process": { "kind": "edm" }, "network": { "kind": "residualMlp" },
          "preconditioning": { "kind": "edm" }, "objective": { "kind": "stableTargetField" },
          "noise": { "kind": "logNormal" }, "learningRate": { "kind": "constant", "rate": 1e-3 }
        }
        """;

    [Fact]
    public void Members_that_are_left_out_take_their_documented_defaults()
    {
        var recipe = RecipeFile.Parse(Encoding.UTF8.GetBytes(Minimal));

        Assert.Equal(new EdmProcessSpec { SigmaMin = 0.002, SigmaMax = 80 }, recipe.Process);
        Assert.Equal(256, Assert.IsType<ResidualMlpArchitecture>(recipe.Network).Hidden);
        Assert.Equal(0.5, Assert.IsType<EdmPreconditioner>(recipe.Preconditioning).SigmaData);
        Assert.Equal(2, Assert.IsType<StableTargetFieldObjective>(recipe.Objective).ReferenceCount(recipe.Batch));
        Assert.Equal((0.9, 0.999, 1e-8), (recipe.Optimiser.Beta1, recipe.Optimiser.Beta2, recipe.Optimiser.Epsilon));
        Assert.Equal((0.999, 0L), (recipe.EmaDecay, recipe.Seed));
    }

    [Fact]
    public void What_is_written_is_read_back_and_hashes_the_same()
    {
        var recipe = TinyRecipe.Create();
        Assert.Equal(RecipeFile.Hash(recipe), RecipeFile.Hash(RecipeFile.Parse(RecipeFile.Write(recipe))));
        Assert.NotEqual(RecipeFile.Hash(recipe), RecipeFile.Hash(recipe with { Steps = 201 }));
    }

    [Theory]
    [InlineData("steps", "0", "steps", "1 .. 10^9")]
    [InlineData("steps", "\"many\"", "steps", "whole number")]
    [InlineData("batch", "0", "batch", "at least 1")]
    [InlineData("seed", "-1", "seed", "2^53")]
    [InlineData("name", "\"Big\"", "name", "lower-case")]
    [InlineData("name", "\"../x\"", "name", "lower-case")]
    [InlineData("name", "null", "name", "null")]
    [InlineData("schema", "2", "schema", "reads 1")]
    [InlineData("emaDecay", "1", "emaDecay", "below 1")]
    [InlineData("stepz", "3", "stepz", "not a member")]
    [InlineData("data", """{ "kind": "chess" }""", "data.kind", "checkerboard")]
    [InlineData("data", """{ "kind": "checkerboard", "cuont": 3 }""", "data.cuont", "count")]
    [InlineData("data", """{ "kind": "checkerboard", "count": 1 }""", "data.count", "2 ..")]
    [InlineData("data", """{ "kind": "npy", "path": "" }""", "data.path", "no file")]
    [InlineData("data", """{ "kind": "gaussianMixture", "weights": [1, -1], "means": [[0], [1]], "standardDeviations": [1, 1] }""", "data.weights[1]", "positive")]
    [InlineData("process", """{ "kind": "edm", "sigmaMin": 0 }""", "process.sigmaMin", "above 0")]
    [InlineData("network", """{ "kind": "residualMlp", "hidden": 0 }""", "network.hidden", "1 to 8192")]
    [InlineData("preconditioning", """{ "kind": "edm", "sigmaData": -1 }""", "preconditioning.sigmaData", "positive")]
    [InlineData("objective", """{ "kind": "stableTargetField", "references": 0 }""", "objective.references", "at least 1")]
    [InlineData("noise", """{ "kind": "logUniform", "low": 1 }""", "noise.high", "required")]
    [InlineData("noise", """{ "kind": "logUniform", "low": 2, "high": 1 }""", "noise.high", "above low")]
    [InlineData("learningRate", """{ "kind": "constant", "rate": 0 }""", "learningRate.rate", "above 0")]
    [InlineData("optimiser", """{ "beta2": 1 }""", "optimiser.beta2", "below 1")]
    [InlineData("evaluation", """{ "every": 0 }""", "evaluation.every", "1 ..")]
    [InlineData("sampler", """{ "kind": "heun", "steps": 0 }""", "sampler.steps", "at least 1")]
    [InlineData("evaluation", """{ "final": { "x": { "kind": "heun", "schedule": { "kind": "edm", "rho": 0 } } } }""", "evaluation.final.x.schedule.rho", "above 0")]
    [InlineData("checkpoints", """{ "keep": 0 }""", "checkpoints.keep", "1 .. 100")]
    public void A_bad_member_is_named_with_what_would_work(string member, string json, string path, string hint)
    {
        var recipe = JsonNode.Parse(Minimal)!.AsObject();
        recipe[member] = JsonNode.Parse(json);

        var failure = Assert.Throws<RecipeException>(() => RecipeFile.Parse(Encoding.UTF8.GetBytes(recipe.ToJsonString())));

        Assert.Equal(path, failure.Member);
        Assert.Contains(hint, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("objective")]
    [InlineData("steps")]
    public void A_missing_member_is_named(string member)
    {
        var recipe = JsonNode.Parse(Minimal)!.AsObject();
        recipe.Remove(member);
        Assert.Equal(member, Assert.Throws<RecipeException>(() => RecipeFile.Parse(Encoding.UTF8.GetBytes(recipe.ToJsonString()))).Member);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    public void Text_that_is_no_recipe_is_refused(string text) =>
        Assert.Throws<RecipeException>(() => RecipeFile.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_recipe_that_is_not_there_is_refused() =>
        Assert.Contains("cannot be read", Assert.Throws<RecipeException>(() => RecipeFile.Read("/nowhere/recipe.json")).Message, StringComparison.Ordinal);
}
