using System.Text.RegularExpressions;

namespace GenPhys.Repository.Tests;

/// <summary>What the documents say about the code is true.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents => [.. WorkingCopy.Matching(".md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file(string document)
    {
        var folder = Path.GetDirectoryName(WorkingCopy.Absolute(document))!;
        var broken = Link().Matches(WorkingCopy.Read(document))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !path.Contains(':') && !Path.Exists(Path.Combine(folder, path)));
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_in_code_quotes_exists(string document)
    {
        var missing = QuotedPath().Matches(WorkingCopy.Read(document))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !Path.Exists(WorkingCopy.Absolute(path)));
        Assert.Empty(missing);
    }

    [Fact]
    public void The_error_table_is_the_one_in_the_code()
    {
        var documented = ErrorRow().Matches(WorkingCopy.Read("docs/errors.md"))
            .Select(match => (match.Groups["code"].Value, int.Parse(match.Groups["status"].Value)));
        Assert.Equal(Contracts.ErrorTable.All.Select(row => (row.Name, row.HttpStatus)), documented);
    }

    [Fact]
    public void The_verification_table_names_exactly_the_acceptance_tests_that_exist()
    {
        var existing = WorkingCopy.Matching(".cs")
            .Where(path => path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(path => AcceptanceTrait().Matches(WorkingCopy.Read(path)))
            .Select(match => match.Groups["id"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var documented = VerificationRow().Matches(WorkingCopy.Read("docs/verification.md"))
            .Select(match => match.Groups["id"].Value)
            .Order(StringComparer.Ordinal);
        Assert.Equal(existing, documented);
    }

    [Fact]
    public void Every_test_class_that_the_verification_page_names_exists()
    {
        var classes = WorkingCopy.Matching("Tests.cs").Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet();
        var named = TestClass().Matches(WorkingCopy.Read("docs/verification.md")).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(classes));
    }

    [GeneratedRegex(@"\]\((?<path>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(src|tests|docs|recipes|models|scripts)/[\w./-]*\w)`")]
    private static partial Regex QuotedPath();

    [GeneratedRegex(@"^\| `(?<code>\w+)` \| (?<status>\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();

    [GeneratedRegex(@"Trait\(""Acceptance"", ""(?<id>[^""]+)""\)")]
    private static partial Regex AcceptanceTrait();

    [GeneratedRegex(@"^\| (?<id>[A-Z]+-?\d+) \| .* \| .* \|$", RegexOptions.Multiline)]
    private static partial Regex VerificationRow();

    [GeneratedRegex(@"`(?<name>\w+Tests)`")]
    private static partial Regex TestClass();
}
