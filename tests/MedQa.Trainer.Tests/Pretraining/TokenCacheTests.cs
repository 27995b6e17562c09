using MedQa.Trainer.Pretraining;

namespace MedQa.Trainer.Tests.Pretraining;

public sealed class TokenCacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medqa-cache-").FullName;

    [Fact]
    public void GetOrBuild_SecondTime_IsReadAndTheSame()
    {
        var built = Get();
        var cache = Assert.Single(Directory.GetFiles(folder, "*.tokens"));
        var written = File.GetLastWriteTimeUtc(cache);

        var kept = Get();

        Assert.Equal(written, File.GetLastWriteTimeUtc(cache));
        AssertSame(built, kept);
    }

    [Fact]
    public void GetOrBuild_DamagedCache_IsBuiltAnew()
    {
        var built = Get();
        var cache = Assert.Single(Directory.GetFiles(folder, "*.tokens"));
        var bytes = File.ReadAllBytes(cache);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(cache, bytes);

        AssertSame(built, Get());
    }

    [Fact]
    public void GetOrBuild_OtherTemplate_IsAnotherCorpus()
    {
        Get();
        var other = Get("{text}!");

        Assert.Equal(2, Directory.GetFiles(folder, "*.tokens").Length);
        Assert.Equal('!' + 3, other.Tokens[other.Lengths[0] - 2]);
    }

    [Fact]
    public void Build_Rows_AreBetweenBeginningAndEndAndCountedInCodePoints()
    {
        var corpus = Get();

        // Rows 0, 2 and 4 of "a𝄞0" … "a𝄞4" are held out.
        Assert.Equal([8, 8], corpus.Lengths);
        Assert.Equal([1, 'a' + 3, 0xF0 + 3, 0x9D + 3, 0x84 + 3, 0x9E + 3, '1' + 3, 2], corpus.Tokens[..8]);
        var held = Assert.Single(corpus.HeldOut);
        Assert.Equal((3, 9, 24), (held.Rows, held.Characters, held.Tokens.Length));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void AssertSame(TokenizedCorpus expected, TokenizedCorpus actual)
    {
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(expected.Lengths, actual.Lengths);
        Assert.Equal(expected.HeldOut.Select(h => (h.Name, h.Rows, h.Characters)), actual.HeldOut.Select(h => (h.Name, h.Rows, h.Characters)));
        Assert.Equal(expected.HeldOut.SelectMany(h => h.Tokens), actual.HeldOut.SelectMany(h => h.Tokens));
    }

    private TokenizedCorpus Get(string template = "{text}")
    {
        var path = Path.Combine(folder, "t.txt");
        File.WriteAllText(path, string.Join("\n\n", Enumerable.Range(0, 5).Select(i => $"a\U0001D11E{i}")));
        return TokenCache.GetOrBuild([(new CorpusFile { Path = path, Template = template }, path)], new ByteTokenizer(), "hash", holdOutEvery: 2, folder);
    }
}
