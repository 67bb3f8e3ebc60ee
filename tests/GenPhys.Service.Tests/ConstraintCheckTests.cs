using System.Globalization;
using System.Text;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>Constraint checks through both doors.</summary>
public sealed class ConstraintCheckTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("""{ "kind": "disc", "center": [0, 0], "radius": 1 }""", "[[1, 0], [0, 3]]", "[0, 2]")]
    [InlineData("""{ "kind": "halfPlane", "normal": [0, 2], "offset": 2 }""", "[[7, 1], [7, 4]]", "[0, 3]")]
    [InlineData("""{ "kind": "slab", "axis": [3, 4], "low": -5, "high": 5 }""", "[[0, 1], [3, 4], [-6, -8]]", "[0, 4, 9]")]
    [InlineData("""{ "kind": "box", "low": [0, 0, 0], "high": [1, 1, 1] }""", "[[1, 1, 1], [4, 5, 0.5]]", "[0, 5]")]
    [InlineData("""{ "kind": "polygon", "rings": [[[0, 0], [4, 0], [4, 4], [0, 4]], [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]] }""", "[[0.5, 2], [2, 1.75], [7, 8]]", "[0, 0.75, 5]")]
    [InlineData("""{ "kind": "polygon", "wkt": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1))" }""", "[[0.5, 2], [2, 1.75], [7, 8]]", "[0, 0.75, 5]")]
    [InlineData("""{ "kind": "polygon", "geoJson": { "type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]] } }""", "[[0.5, 2], [2, 1.75], [7, 8]]", "[0, 0.75, 5]")]
    [InlineData("""{ "kind": "orientedRectangle", "center": [1, 1], "length": 4, "width": 2, "heading": 1.5707963267948966 }""", "[[1, 3], [5, 1], [1, 4]]", "[0, 3, 1]")]
    [InlineData("""{ "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 }""", "[[-1.5, -1.5], [-1.25, -0.5], [2, 3]]", "[0, 0.25, 1]")]
    [InlineData("""{ "kind": "drivableMap", "polygons": [[[[0, 0], [4, 0], [4, 4], [0, 4]]], [[[3, 3], [6, 3], [6, 6], [3, 6]]]] }""", "[[5, 5], [3.5, 3.5], [7, 3]]", "[0, 0, 1]")]
    [InlineData("""{ "kind": "drivableMap", "wkt": "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((3 3, 6 3, 6 6, 3 6, 3 3)))" }""", "[[5, 5], [3.5, 3.5], [7, 3]]", "[0, 0, 1]")]
    [InlineData("""{ "kind": "drivableMap", "raster": { "origin": [0, 0], "resolution": 2, "rows": 2, "columns": 3, "bits": "qA==" } }""", "[[1, 1], [3, 1], [3, 3], [7, 1], [7, 5]]", "[0, 1, 0, 1, 3.1622776601683795]")]
    [InlineData("""{ "kind": "union", "of": [{ "kind": "disc", "center": [0, 0], "radius": 1 }, { "kind": "disc", "center": [6, 0], "radius": 1 }] }""", "[[6, 0], [3, 0], [4, 0]]", "[0, 2, 1]")]
    [InlineData("""{ "kind": "intersection", "of": [{ "kind": "halfPlane", "normal": [1, 0], "offset": 0 }, { "kind": "halfPlane", "normal": [0, 1], "offset": 0 }] }""", "[[-1, -1], [3, 4]]", "[0, 5]")]
    [InlineData("""{ "kind": "complement", "of": { "kind": "disc", "center": [0, 0], "radius": 2 } }""", "[[2, 0], [0, 0.5]]", "[0, 1.5]")]
    [InlineData("""{ "kind": "dimensions", "indices": [0, 3], "of": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", "[[0, 9, 9, 1], [3, 9, 9, 4]]", "[0, 4]")]
    [InlineData("""{ "kind": "dimensions", "of": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", "[[0, 0, 0, 1], [4, 0, 0, 5]]", "[0, 5]")]
    [InlineData("""{ "kind": "noOverlap", "overlap": "satDepth" }""", "[[0, 0, 4, 2, 1, 0, 9, 4, 0, 4, 2, 1, 0, 9], [0, 0, 4, 2, 1, 0, 9, 3, 0, 4, 2, 1, 0, 9]]", "[0, 1]")]
    [InlineData("""{ "kind": "noOverlap", "margin": 0.5, "columns": { "features": 5, "heading": { "theta": 4 } } }""", "[[0, 0, 4, 2, 0, 4.5, 0, 4, 2, 0], [0, 0, 4, 2, 0, 4, 0, 4, 2, 0]]", "[0, 1.5811388300841898]")]
    [InlineData("""{ "kind": "onRoad", "map": { "kind": "slab", "axis": [0, 1], "low": 0, "high": 4 } }""", "[[0, 1, 4, 2, 1, 0, 9], [0, 0, 4, 2, 1, 0, 9]]", "[0, 1.4142135623730951]")]
    [InlineData("""{ "kind": "onRoad", "rule": "allCornersOut", "map": { "kind": "slab", "axis": [0, 1], "low": 0, "high": 4 } }""", "[[0, 0, 4, 2, 1, 0, 9], [0, -3, 4, 2, 1, 0, 9]]", "[0, 2]")]
    [InlineData("""{ "kind": "onRoad", "rule": "centerOut", "map": { "kind": "slab", "axis": [0, 1], "low": 0, "high": 4 } }""", "[[0, 0, 4, 2, 1, 0, 9], [0, -3, 4, 2, 1, 0, 9]]", "[0, 3]")]
    [InlineData("""{ "kind": "positiveSizes", "minimum": 0.5 }""", "[[0, 0, 1, 0.5, 1, 0, 0], [0, 0, 1, -0.5, 1, 0, 0]]", "[0, 1]")]
    [InlineData("""{ "kind": "groundPlane", "axis": 1, "height": 1, "tolerance": 0.25 }""", "[[0, 0.75, 0, 2], [0, 0.75, 0, -0.25]]", "[0, 1]")]
    [InlineData("""{ "kind": "speedLimit", "limit": 2, "interval": 0.5 }""", "[[0, 0, 1, 0, 1, 1], [0, 0, 3, 0, 3, 1]]", "[0, 2]")]
    [InlineData("""{ "kind": "avoid", "frames": [1], "region": { "kind": "disc", "center": [0, 0], "radius": 2 } }""", "[[0, 0, 2, 0], [0, 0, 0, 1]]", "[0, 1]")]
    public async Task Every_kind_answers_the_same_over_both_doors(string constraint, string points, string distances)
    {
        var body = $$"""{ "points": {{points}}, "constraint": {{constraint}} }""";
        var answer = await CheckAsync(body);
        var expected = JsonSerializer.Deserialize<double[]>(distances)!;
        Assert.Equal(expected, answer.Distances, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(expected.Select(d => d == 0), answer.Contains);

        var request = StrictJson.Read(Encoding.UTF8.GetBytes(body), ContractsJson.Default.ConstraintCheckRequest);
        var grpc = await _host.Grpc().CheckConstraintAsync(request.ToProto());
        Assert.Equal(answer.Distances, grpc.Distances);
        Assert.Equal(answer.Contains, grpc.Contains);
        Assert.Equal(ConstraintHash.Of(request.Constraint), ConstraintHash.Of(request.ToProto().ToContract().Constraint));
    }

    [Fact]
    public async Task The_documented_example_is_what_the_service_answers()
    {
        var document = JsonDocument.Parse(await _host.Client.GetStringAsync("/openapi/v1.json")).RootElement.GetProperty("paths").GetProperty("/v1/constraints/check").GetProperty("post");
        var answer = await CheckAsync(document.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText());
        var example = document.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example").Deserialize(ContractsJson.Default.ConstraintCheckResponse)!;
        Assert.Equal(example.Contains, answer.Contains);
        Assert.Equal(example.Distances, answer.Distances, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData("""{ "kind": "blob" }""", 422, "validation", "/constraint/kind")]
    [InlineData("""{ "kind": "disc", "center": [0, 0], "radius": 1, "colour": 1 }""", 400, "unknown_member", "/constraint/colour")]
    [InlineData("""{ "kind": "disc", "center": [0, 0] }""", 422, "validation", "/constraint/radius")]
    [InlineData("""{ "kind": "disc", "center": [0, 0], "radius": 0 }""", 422, "validation", "/constraint/radius")]
    [InlineData("""{ "kind": "disc", "center": [0, 1e101], "radius": 1 }""", 422, "validation", "/constraint/center/1")]
    [InlineData("""{ "kind": "disc", "center": [0, 1e999], "radius": 1 }""", 422, "validation", "/constraint/center/1")]
    [InlineData("""{ "kind": "disc", "center": [0, 0, 0], "radius": 1 }""", 422, "shape_mismatch", "/constraint")]
    [InlineData("""{ "kind": "halfPlane", "normal": [0, 0], "offset": 1 }""", 422, "validation", "/constraint/normal")]
    [InlineData("""{ "kind": "slab", "axis": [1, 0], "low": 1, "high": 0 }""", 422, "validation", "/constraint/high")]
    [InlineData("""{ "kind": "box", "low": [0, 0], "high": [1, -1] }""", 422, "validation", "/constraint/high/1")]
    [InlineData("""{ "kind": "box", "low": [0, 0], "high": [1] }""", 422, "validation", "/constraint/high")]
    [InlineData("""{ "kind": "polygon" }""", 422, "validation", "/constraint")]
    [InlineData("""{ "kind": "polygon", "rings": [] }""", 422, "validation", "/constraint/rings")]
    [InlineData("""{ "kind": "polygon", "rings": [[]] }""", 422, "validation", "/constraint/rings/0")]
    [InlineData("""{ "kind": "polygon", "rings": [[[0, 0], [1, 1], [2, 2]]] }""", 422, "validation", "/constraint/rings/0")]
    [InlineData("""{ "kind": "polygon", "rings": [[[0, 0], [1, 0], [1, 2, 3]]] }""", 422, "validation", "/constraint/rings/0/2")]
    [InlineData("""{ "kind": "polygon", "rings": [[[0, 0], [1, 0], [1, 1]]], "wkt": "POLYGON ((0 0, 1 0, 1 1, 0 0))" }""", 422, "validation", "/constraint")]
    [InlineData("""{ "kind": "polygon", "wkt": "POLYGON ((0 0, 1 0" }""", 422, "validation", "/constraint/wkt")]
    [InlineData("""{ "kind": "polygon", "wkt": "POINT (0 0)" }""", 422, "validation", "/constraint/wkt")]
    [InlineData("""{ "kind": "polygon", "wkt": "POLYGON EMPTY" }""", 422, "validation", "/constraint/wkt")]
    [InlineData("""{ "kind": "polygon", "wkt": "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))" }""", 422, "validation", "/constraint/wkt")]
    [InlineData("""{ "kind": "polygon", "wkt": "POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))" }""", 422, "validation", "/constraint/wkt")]
    [InlineData("""{ "kind": "polygon", "geoJson": { "type": "Point", "coordinates": [0, 0] } }""", 422, "validation", "/constraint/geoJson/type")]
    [InlineData("""{ "kind": "polygon", "geoJson": { "type": "Polygon", "coordinates": [[[0, 0], [1, 0]]] } }""", 422, "validation", "/constraint/geoJson/coordinates/0")]
    [InlineData("""{ "kind": "orientedRectangle", "center": [0, 0], "length": 1, "width": 0, "heading": 0 }""", 422, "validation", "/constraint/width")]
    [InlineData("""{ "kind": "checkerboard", "origin": [0, 0], "cell": 1, "columns": 1, "rows": 1, "parity": 1 }""", 422, "validation", "/constraint/parity")]
    [InlineData("""{ "kind": "checkerboard", "origin": [0, 0], "cell": 1, "columns": 0, "rows": 1, "parity": 0 }""", 422, "validation", "/constraint/columns")]
    [InlineData("""{ "kind": "drivableMap", "polygons": [] }""", 422, "validation", "/constraint/polygons")]
    [InlineData("""{ "kind": "drivableMap", "raster": { "origin": [0, 0], "resolution": 1, "rows": 1, "columns": 1, "bits": "gICA" } }""", 422, "validation", "/constraint/raster/bits")]
    [InlineData("""{ "kind": "drivableMap", "raster": { "origin": [0, 0], "resolution": 1, "rows": 1, "columns": 1, "bits": "AA==" } }""", 422, "validation", "/constraint/raster/bits")]
    [InlineData("""{ "kind": "drivableMap", "raster": { "origin": [0, 0], "resolution": 1, "rows": 4000000, "columns": 4000000, "bits": "AA==" } }""", 422, "budget_exceeded", "/constraint/raster/columns")]
    [InlineData("""{ "kind": "union", "of": [] }""", 422, "validation", "/constraint/of")]
    [InlineData("""{ "kind": "union", "of": [{ "kind": "disc", "center": [0, 0], "radius": 1 }, { "kind": "disc", "center": [0], "radius": 1 }] }""", 422, "shape_mismatch", "/constraint/of/1")]
    [InlineData("""{ "kind": "intersection", "of": [{ "kind": "disc", "center": [0, 0], "radius": -1 }] }""", 422, "validation", "/constraint/of/0/radius")]
    [InlineData("""{ "kind": "complement", "of": { "kind": "speedLimit", "limit": 1 } }""", 422, "validation", "/constraint/of")]
    [InlineData("""{ "kind": "dimensions", "indices": [0, 2], "of": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", 422, "validation", "/constraint/indices/1")]
    [InlineData("""{ "kind": "dimensions", "indices": [0, 0], "of": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", 422, "validation", "/constraint/indices")]
    [InlineData("""{ "kind": "dimensions", "indices": [0], "of": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", 422, "shape_mismatch", "/constraint/indices")]
    [InlineData("""{ "kind": "noOverlap" }""", 422, "shape_mismatch", "/constraint/columns")]
    [InlineData("""{ "kind": "noOverlap", "columns": { "features": 2 } }""", 422, "validation", "/constraint/columns/length")]
    [InlineData("""{ "kind": "onRoad", "rule": "someday", "map": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", 422, "validation", "/constraint/rule")]
    [InlineData("""{ "kind": "groundPlane", "axis": 2 }""", 422, "validation", "/constraint/axis")]
    [InlineData("""{ "kind": "speedLimit", "limit": 1, "layout": { "points": 2 } }""", 422, "shape_mismatch", "/constraint/layout")]
    [InlineData("""{ "kind": "avoid", "frames": [1], "region": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", 422, "validation", "/constraint/frames/0")]
    public async Task What_is_wrong_is_told_with_its_place(string constraint, int status, string code, string pointer)
    {
        using var response = await SendAsync($$"""{ "points": [[0, 0]], "constraint": {{constraint}} }""");
        await response.ProblemAsync(status, code, pointer);
    }

    [Theory]
    [InlineData("[]", 422, "validation", "/points")]
    [InlineData("[[]]", 422, "validation", "/points/0")]
    [InlineData("[[0, 0], [0]]", 422, "shape_mismatch", "/points/1")]
    [InlineData("[[0, 1e300]]", 422, "validation", "/points/0/1")]
    [InlineData("[[0, \"a\"]]", 400, "malformed", "/points/0/1")]
    public async Task Bad_points_are_told_with_their_place(string points, int status, string code, string pointer)
    {
        using var response = await SendAsync($$"""{ "points": {{points}}, "constraint": { "kind": "disc", "center": [0, 0], "radius": 1 } }""");
        await response.ProblemAsync(status, code, pointer);
    }

    [Fact]
    public async Task Nesting_parts_vertices_and_points_are_bounded()
    {
        var nested = """{ "kind": "disc", "center": [0, 0], "radius": 1 }""";
        var deep = Enumerable.Range(0, 8).Aggregate(nested, (inner, _) => $$"""{ "kind": "complement", "of": {{inner}} }""");
        using (var response = await SendAsync($$"""{ "points": [[0, 0]], "constraint": {{deep}} }"""))
        {
            await response.ProblemAsync(422, "budget_exceeded", "/constraint" + string.Concat(Enumerable.Repeat("/of", 8)));
        }

        var wide = string.Join(", ", Enumerable.Repeat(nested, 10_000));
        using (var response = await SendAsync($$"""{ "points": [[0, 0]], "constraint": { "kind": "union", "of": [{{wide}}] } }"""))
        {
            Assert.Equal("budget_exceeded", (await response.ProblemAsync(422, "budget_exceeded", "/constraint/of/9999")).Code);
        }

        var ring = string.Join(", ", Enumerable.Range(0, 100_001).Select(i => $"[{i}, {i % 7}]"));
        using (var response = await SendAsync($$"""{ "points": [[0, 0]], "constraint": { "kind": "polygon", "rings": [[{{ring}}]] } }"""))
        {
            await response.ProblemAsync(422, "budget_exceeded", "/constraint/rings");
        }

        var points = string.Join(", ", Enumerable.Repeat("[0, 0]", 100_001));
        using (var response = await SendAsync($$"""{ "points": [{{points}}], "constraint": {{nested}} }"""))
        {
            await response.ProblemAsync(422, "budget_exceeded", "/points");
        }
    }

    [Fact]
    public async Task A_hundred_thousand_points_against_a_hundred_thousand_vertices()
    {
        // A circle with a ripple, so that the answer is known to the width of the ripple.
        const int Count = 100_000;
        var ring = string.Join(", ", Enumerable.Range(0, Count).Select(i => Point(2 + (0.01 * Math.Sin(40 * i * Math.Tau / Count)), i * Math.Tau / Count)));
        var points = string.Join(", ", Enumerable.Range(0, Count).Select(i => Point(4.0 * i / Count, i * 0.61803398875 * Math.Tau)));
        var answer = await CheckAsync($$"""{ "points": [{{points}}], "constraint": { "kind": "polygon", "rings": [[{{ring}}]] } }""");
        for (var i = 0; i < Count; i++)
        {
            Assert.InRange(answer.Distances[i], (4.0 * i / Count) - 2.0101, Math.Max(0, (4.0 * i / Count) - 1.9899));
        }

        static string Point(double radius, double angle) =>
            string.Create(CultureInfo.InvariantCulture, $"[{radius * Math.Cos(angle):R}, {radius * Math.Sin(angle):R}]");
    }

    [Fact]
    public async Task Rings_that_cost_too_much_are_refused_before_they_run()
    {
        // Chords across each other: every box is large, so that no tree can leave edges out.
        var random = new Random(3);
        var ring = string.Join(", ", Enumerable.Range(0, 90_000).Select(_ => string.Create(CultureInfo.InvariantCulture, $"[{random.NextDouble():F4}, {random.NextDouble():F4}]")));
        using var response = await SendAsync($$"""{ "points": [[0.5, 0.5]], "constraint": { "kind": "polygon", "rings": [[{{ring}}]] } }""");
        await response.ProblemAsync(422, "budget_exceeded", "/constraint");
    }

    private async Task<ConstraintCheckResponse> CheckAsync(string body)
    {
        using var response = await SendAsync(body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize(text, ContractsJson.Default.ConstraintCheckResponse)!;
    }

    private Task<HttpResponseMessage> SendAsync(string body) =>
        _host.Client.PostAsync("/v1/constraints/check", new StringContent(body, Encoding.UTF8, "application/json"));
}
