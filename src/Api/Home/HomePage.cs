namespace GenPhys.Api.Home;

/// <summary>The page at <c>/</c>: what this is, and what to try.</summary>
internal static class HomePage
{
    private static readonly byte[] Html = Read();

    public static void MapHome(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", () => TypedResults.Bytes(Html, "text/html; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();

    private static byte[] Read()
    {
        using var stream = typeof(HomePage).Assembly.GetManifestResourceStream("index.html")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
