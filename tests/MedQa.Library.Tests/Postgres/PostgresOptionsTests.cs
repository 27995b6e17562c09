using MedQa.Library.Postgres;

namespace MedQa.Library.Tests.Postgres;

public sealed class PostgresOptionsTests
{
    [Theory]
    [InlineData("Host=db;Username=u", true)]
    [InlineData("server=db;database=d", true)]
    [InlineData("/var/lib/medqa/index.db", false)]
    [InlineData("data/a=b.db", false)]
    [InlineData("C:\\library\\index.db", false)]
    [InlineData("", false)]
    public void IsConnectionString_PathsAndConnections_AreToldApart(string text, bool expected) => Assert.Equal(expected, PostgresPassageIndex.IsConnectionString(text));

    [Theory]
    [InlineData("Host=db;Password=secret;Port=secret")]
    [InlineData("Username=u;Password=secret")]
    [InlineData("Host=db;Secret=secret")]
    [InlineData("Host=db;SSL Mode=secret")]
    [InlineData("Host=db;Password='secret")]
    public async Task Open_ConnectionStringThatCannotBeRead_KeepsTheSecret(string connectionString)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => PostgresPassageIndex.OpenAsync(new(connectionString)));
        Assert.Contains("cannot be read", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ToString_OfOptions_KeepsTheSecret() => Assert.DoesNotContain("secret", new PostgresIndexOptions("Host=db;Password=secret").ToString(), StringComparison.Ordinal);
}
