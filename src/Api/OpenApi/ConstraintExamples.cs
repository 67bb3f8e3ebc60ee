namespace GenPhys.Api.OpenApi;

/// <summary>Examples of constraint checks.</summary>
internal static class ConstraintExamples
{
    public const string CheckRequest = """
        { "points": [[0.5, 0.5], [0, 1.5], [3, 0]],
          "constraint": { "kind": "intersection", "of": [
            { "kind": "polygon", "rings": [[[-2, -2], [2, -2], [2, 2], [-2, 2]], [[-1, 1], [1, 1], [0, 1.9]]] },
            { "kind": "complement", "of": { "kind": "disc", "center": [0, -3], "radius": 2 } }] } }
        """;

    public const string CheckResponse = """
        { "contains": [true, false, false], "distances": [0, 0.2973176584988664, 1] }
        """;
}
