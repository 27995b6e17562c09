using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using MedQa.Library.Tests.Indexing;

namespace MedQa.Library.Tests.Retrieval;

public sealed class QueryWordsTests
{
    [Theory]
    [InlineData("What are the symptoms of asthma, and how is asthma treated?", "symptoms asthma treated")]
    [InlineData("Is ALL the same as AML? Who says so, the WHO?", "all aml says who")]
    [InlineData("WHAT IS ASTHMA?", "asthma")]
    [InlineData("what is it?", "what is it")]
    [InlineData("COVID-19's 2.5 mg β-blocker naïve", "covid 19 2 5 mg β blocker naïve")]
    [InlineData(" \t?!-- \"\" ", "")]
    public void Of_Question_GivesItsWords(string question, string expected) => Assert.Equal(expected, string.Join(' ', QueryWords.Of(question)));

    [Fact]
    public void Of_LongText_IsCut() => Assert.Equal(QueryWords.MostWords, QueryWords.Of(string.Join(' ', Enumerable.Range(0, 10_000))).Count);

    /// <summary>What FTS5 or SQL would read as their own, and texts at random: never an error, never another column or operator.</summary>
    [Fact]
    public async Task Of_HostileText_IsSearchedAsWords()
    {
        using var folder = new TemporaryFolder();
        using var index = SqlitePassageIndex.Open(folder["i.db"]);
        await index.PutAsync(IndexCase.Entry("a", "Title"), [IndexCase.Passage("Near the heart and not text or rank.")], null);
        string[] hostile =
        [
            "\"", "\"\"\"", "title:heart", "{title text}: heart", "heart NOT near", "NOT", "AND OR", "NEAR(heart text, 2)", "heart*", "^heart", "hea + rt", "(heart", "heart)",
            "'; DROP TABLE words; --", "heart\0rank", "-heart", "\ud800", "rank MATCH", "{", "\uFFFF\u0300", "\u0301", new string('(', 10_000),
        ];
        var random = new Random(19);
        var alphabet = "ab\"'*():^-+{}, \0\n%;é\u0301\ud83d\ude00".ToCharArray();
        foreach (var text in hostile.Concat(Enumerable.Range(0, 500).Select(_ => new string(random.GetItems(alphabet, random.Next(30))))))
        {
            var hits = await index.SearchWordsAsync(QueryWords.Of(text), 5);
            Assert.InRange(hits.Count, 0, 1);
        }

        Assert.Single(await index.SearchWordsAsync(QueryWords.Of("absent NOT heart"), 5));
        Assert.Empty(await index.SearchWordsAsync(QueryWords.Of("hea*"), 5));
        Assert.Empty(await index.SearchWordsAsync(["\" OR \"heart", "x\" OR heart OR \"y"], 5));
        Assert.Single(await index.ListAsync());
    }
}
