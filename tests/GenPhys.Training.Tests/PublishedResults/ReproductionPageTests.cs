using GenPhys.Training.PublishedResults;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.PublishedResults;

public sealed class ReproductionPageTests : IDisposable
{
    private readonly string _docs = Directory.CreateTempSubdirectory("genphys-page-").FullName;

    public void Dispose() => Directory.Delete(_docs, recursive: true);

    [Fact]
    public void A_result_is_kept_and_shown_with_its_verdicts()
    {
        var page = new ReproductionPage(_docs);
        page.Add(Result("X1", new("error", "0.5", 0.25, Gate.AtMost(0.3)), new("share", null, 0.75, Gate.AtLeast(0.8)), new("time", "1 h", 12)));
        page.Add(Result("X0", new ReproductionRow("rate", null, double.NaN, Gate.Between(0, 1))));

        var text = File.ReadAllText(Path.Combine(_docs, "reproduction.md"));
        Assert.Contains("| error | 0.5 | 0.25 | at most 0.3 | yes |", text, StringComparison.Ordinal);
        Assert.Contains("| share | - | 0.75 | at least 0.8 | **no** |", text, StringComparison.Ordinal);
        Assert.Contains("| time | 1 h | 12 | reported | - |", text, StringComparison.Ordinal);
        Assert.Contains("| rate | - | no number | 0 to 1 | **no** |", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("## X0", StringComparison.Ordinal) < text.IndexOf("## X1", StringComparison.Ordinal));
        Assert.Equal(text, new ReproductionPage(_docs).Text());
    }

    [Fact]
    public void A_later_result_takes_the_place_of_an_earlier_one()
    {
        var page = new ReproductionPage(_docs);
        page.Add(Result("X1", new ReproductionRow("error", null, 1)));
        page.Add(Result("X1", new ReproductionRow("error", null, 2)));
        Assert.Contains("| error | - | 2 |", page.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("| error | - | 1 |", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_unique_and_found_in_any_case()
    {
        Assert.Equal(Reproductions.All.Count, Reproductions.All.Select(r => r.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Reproductions.All, r => Assert.Same(r, Reproductions.Find(r.Id.ToLowerInvariant())));
    }

    [Fact]
    [Trait("Acceptance", "R7")]
    [Trait("Acceptance", "S18")]
    public void The_page_that_ships_has_a_result_of_every_reproduction_and_each_keeps_its_bounds()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Docs, "reproduction.md"));
        Assert.Equal(new ReproductionPage(Repository.Docs).Text(), page);
        Assert.DoesNotContain("**no**", page, StringComparison.Ordinal);
        Assert.All(Reproductions.All, reproduction =>
        {
            Assert.Contains($"## {reproduction.Id}\n\n{reproduction.Claim}\n({reproduction.Source};", page, StringComparison.Ordinal);
            Assert.Contains(reproduction.Deviations ?? "", page, StringComparison.Ordinal);
        });
    }

    private static ReproductionResult Result(string id, params ReproductionRow[] rows) =>
        new() { Id = id, Claim = "A claim.", Source = "Somebody 2020", Rows = rows, Minutes = 1 };
}
