using GenPhys.Contracts.Security;

namespace GenPhys.Contracts.Tests;

public sealed class ApiKeyTests
{
    [Fact]
    public void A_hash_is_the_sha256_of_the_text()
    {
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ApiKey.Hash("abc"));
        Assert.Equal(ApiKey.Digest("abc"), ApiKey.ParseHash(ApiKey.Hash("abc").ToUpperInvariant()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("gp_0123456789012345678901234567890123456789012")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:ba7816bf")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ax")]
    public void Anything_else_is_no_hash(string? text) => Assert.Null(ApiKey.ParseHash(text));

    [Fact]
    public void Two_keys_are_never_the_same()
    {
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => ApiKey.New()).Distinct().Count());
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Matches("^gp_[A-Za-z0-9_-]{43}$", ApiKey.New()));
    }
}
