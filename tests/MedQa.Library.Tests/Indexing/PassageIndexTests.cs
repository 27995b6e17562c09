using MedQa.Library.Indexing;
using MedQa.Library.Passages;

namespace MedQa.Library.Tests.Indexing;

/// <summary>What every index does with documents and words.</summary>
public abstract class PassageIndexTests
{
    /// <summary>Opens the index of a name, and makes it where there is none.</summary>
    protected abstract Task<IPassageIndex> OpenAsync(string name);

    [SkippableFact]
    public async Task Put_Document_ComesBackWhole()
    {
        using var index = await OpenAsync("i");
        var document = new DocumentEntry("a/b.md", "Fever", new DateOnly(2024, 2, 29), 123, "v1", "hash", "recipe", Review: "reviewed by a nurse");
        var passage = new Passage(["Signs", "Urgent \"x\""], 7, new DateOnly(2023, 1, 2), "Über 38 °C. Call.\nNow.", [new(0, 11), new(12, 5), new(18, 4)]);
        await index.PutAsync(document, [passage, IndexCase.Passage("Two.")], null);

        Assert.Equal(document with { PassageCount = 2 }, Assert.Single(await index.ListAsync()));
        var found = await index.GetDocumentAsync("a/b.md");
        Assert.Equal([0, 1], found.Select(p => p.Ordinal));
        Assert.Equal(("a/b.md", "Fever"), (found[0].DocumentName, found[0].DocumentTitle));
        Assert.All(found, p => Assert.Equal("reviewed by a nurse", p.Review));
        Assert.Equal(passage.Headings, found[0].Passage.Headings);
        Assert.Equal(passage.Sentences, found[0].Passage.Sentences);
        Assert.Equal((passage.Page, passage.Date, passage.Text), (found[0].Passage.Page, found[0].Passage.Date, found[0].Passage.Text));
        Assert.Null(found[1].Passage.Page);
        Assert.Equal([found[1].Id, found[0].Id], (await index.GetAsync([found[1].Id, 99, found[0].Id])).Select(p => p.Id));
    }

    [SkippableFact]
    public async Task Put_SameName_ReplacesEverythingAndGivesNoIdTwice()
    {
        using var index = await OpenAsync("i");
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], null);
        var old = (await index.GetDocumentAsync("a"))[0].Id;
        await index.PutAsync(IndexCase.Entry("a", hash: "h2"), [IndexCase.Passage("New angina.")], null);

        Assert.Equal("h2", Assert.Single(await index.ListAsync()).Hash);
        Assert.Empty(await index.SearchWordsAsync(["asthma"], 5));
        Assert.NotEqual(old, Assert.Single(await index.SearchWordsAsync(["angina"], 5)).Id);
        Assert.Empty(await index.GetAsync([old]));

        Assert.True(await index.RemoveAsync("a"));
        Assert.False(await index.RemoveAsync("a"));
        Assert.Empty(await index.ListAsync());
        Assert.Empty(await index.GetDocumentAsync("a"));
        Assert.Empty(await index.SearchWordsAsync(["angina"], 5));
    }

    [SkippableFact]
    public async Task Put_ThatIsCancelled_ChangesNothing()
    {
        using var index = await OpenAsync("i");
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], null);
        using var cancelled = new CancellationTokenSource();
        var passages = new CancellingList([IndexCase.Passage("New."), IndexCase.Passage("New.")], cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.PutAsync(IndexCase.Entry("a", hash: "h2"), passages, null, cancelled.Token));

        Assert.Equal("h", Assert.Single(await index.ListAsync()).Hash);
        Assert.Single(await index.SearchWordsAsync(["asthma"], 5));
    }

    [SkippableFact]
    public async Task Open_Again_KeepsDocuments()
    {
        using (var index = await OpenAsync("i"))
        {
            Assert.Null(index.Space);
            Assert.Null(index.Vectors);
            await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], null);
            await index.PutAsync(IndexCase.Entry("b") with { Problem = "broken" }, [], null);
            await index.TouchAsync("a", "v2");
            await index.TouchAsync("none", "v3");
        }

        using var again = await OpenAsync("i");
        Assert.Equal([("a", "v2", null, 1), ("b", "v", "broken", 0)], (await again.ListAsync()).Select(d => (d.Name, d.Version, d.Problem, d.PassageCount)));
        Assert.Single(await again.SearchWordsAsync(["asthma"], 5));
    }

    [SkippableFact]
    public async Task Put_VectorsWithoutASpace_SaysSo()
    {
        using var index = await OpenAsync("i");
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("A.")], IndexCase.Vectors([[1, 0]])));
        Assert.Contains("without a vector space", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever a name or a text holds, it is a name or a text.</summary>
    [SkippableTheory]
    [InlineData("'; DROP TABLE documents; --")]
    [InlineData("a\"b\\c%_{d}[e]$1@name:x")]
    [InlineData("\uD83D\uDE00 naïve ﬁ İ\u0301")]
    [InlineData("")]
    public async Task Put_HostileNamesAndTexts_ComeBackAsTheyAre(string hostile)
    {
        using var index = await OpenAsync("i");
        var document = IndexCase.Entry(hostile, hostile) with { Review = hostile, Version = hostile };
        await index.PutAsync(document, [IndexCase.Passage($"asthma {hostile} x", hostile, "h")], null);
        await index.PutAsync(IndexCase.Entry("other"), [IndexCase.Passage("cold")], null);

        Assert.Equal(document with { PassageCount = 1 }, (await index.ListAsync()).Single(d => d.Name == hostile));
        var passage = Assert.Single(await index.GetDocumentAsync(hostile));
        Assert.Equal($"asthma {hostile} x", passage.Passage.Text);
        Assert.Equal([hostile, "h"], passage.Passage.Headings);
        Assert.Equal(passage.Id, Assert.Single(await index.SearchWordsAsync(["asthma"], 5)).Id);
        Assert.DoesNotContain(await index.SearchWordsAsync([hostile], 5), hit => hit.Id != passage.Id);
        await index.CountWordsAsync([hostile, "' OR 1", "\" OR *", "NEAR(a b)", "title:x", ""]);
        Assert.True(await index.RemoveAsync(hostile));
        Assert.Equal("other", Assert.Single(await index.ListAsync()).Name);
    }

    [SkippableFact]
    public async Task Put_LongWord_IsFound()
    {
        using var index = await OpenAsync("i");
        var word = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"ж{i}"));
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage($"One {word} two.")], null);
        Assert.Single(await index.SearchWordsAsync([word], 5));
        Assert.Single(await index.SearchWordsAsync([$"{word} two"], 5));
        Assert.Empty(await index.SearchWordsAsync([$"{word}x"], 5));
    }

    [SkippableFact]
    public async Task Put_OneDocumentFromManySides_LeavesOneWhole()
    {
        using var index = await OpenAsync("i");
        using var second = await OpenAsync("i");
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => (i % 2 == 0 ? index : second).PutAsync(
            IndexCase.Entry(i % 3 == 0 ? "b" : "a", hash: $"{i}"), [.. Enumerable.Range(0, 5).Select(n => IndexCase.Passage($"asthma {i} {n}"))], null)));

        var documents = await index.ListAsync();
        Assert.Equal(["a", "b"], documents.Select(d => d.Name));
        foreach (var document in documents)
        {
            Assert.Equal(Enumerable.Range(0, 5).Select(n => $"asthma {document.Hash} {n}"), (await second.GetDocumentAsync(document.Name)).Select(p => p.Passage.Text));
        }

        Assert.Equal(10, (await index.SearchWordsAsync(["asthma"], 100)).Count);
        var counts = await second.CountWordsAsync(["asthma"]);
        Assert.Equal((10, 10), (counts.Passages, counts.Holding[0]));
    }

    [SkippableFact]
    public async Task Search_WhileDocumentsChange_SeesEachWholeOrNotAtAll()
    {
        using var index = await OpenAsync("i");
        await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("Asthma."), 20)], null);
        var changes = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("Asthma."), 20)], null);
            }
        });
        while (!changes.IsCompleted)
        {
            Assert.Equal(20, (await index.SearchWordsAsync(["asthma"], 100)).Count);
        }

        await changes;
    }

    [SkippableFact]
    public async Task CountWords_WordsAndPhrases_AreStemmedAndCountedByPassage()
    {
        using var index = await OpenAsync("i");
        Assert.Equal(0, (await index.CountWordsAsync(["x"])).Passages);
        await index.PutAsync(IndexCase.Entry("a", "Asthma"), [IndexCase.Passage("It wheezes. A wheezing chest, tight chest."), IndexCase.Passage("Chest tight.", "Wheezing")], null);
        await index.PutAsync(IndexCase.Entry("b"), [IndexCase.Passage("Nothing.")], null);
        var counts = await index.CountWordsAsync(["asthma", "wheeze", "tight chest", "gout"]);
        Assert.Equal(3, counts.Passages);
        Assert.Equal([2, 2, 1, 0], counts.Holding);
        await index.RemoveAsync("a");
        Assert.Equal([0], (await index.CountWordsAsync(["wheeze"])).Holding);
    }

    /// <summary>
    /// BM25 computed here in double from its definition: Σ idf f (k1 + 1) / (f + k1 (1 − b + b |d| / avg)) with idf = ln((N − n + ½) / (n + ½)),
    /// where f counts a word of the title 3 times and one of a heading twice, and |d| counts each word once.
    /// </summary>
    [SkippableFact]
    public async Task Search_SmallCase_GivesBm25sScoresAndOrder()
    {
        (string Title, string Heading, string Text)[] passages =
        [
            ("asthma", "care", "wheeze inhaler wheeze night"),
            ("fever", "care", "inhaler rest water tea soup bed sleep wheeze"),
            ("cough", "signs", "night night night cold"),
            ("pain", "wheeze", "rest"),
            ("burn", "first aid", "water cold cream cover clean cool cloth"),
            ("cut", "first aid", "press clean cover"),
            ("sting", "first aid", "cold cloth"),
        ];
        using var index = await OpenAsync("i");
        foreach (var (p, i) in passages.Select((p, i) => (p, i)))
        {
            await index.PutAsync(IndexCase.Entry($"{i}", p.Title), [IndexCase.Passage(p.Text, p.Heading)], null);
        }

        string[] query = ["wheeze", "inhaler", "asthma"];
        var words = passages.Select(p => (Title: p.Title.Split(' '), Heading: p.Heading.Split(' '), Text: p.Text.Split(' '))).ToArray();
        var average = words.Average(w => (double)(w.Title.Length + w.Heading.Length + w.Text.Length));
        var expected = words.Select((w, i) => (Id: (long)(i + 1), Score: query.Sum(q =>
        {
            var n = words.Count(x => x.Title.Contains(q) || x.Heading.Contains(q) || x.Text.Contains(q));
            var f = (3.0 * w.Title.Count(t => t == q)) + (2.0 * w.Heading.Count(t => t == q)) + w.Text.Count(t => t == q);
            var length = w.Title.Length + w.Heading.Length + w.Text.Length;
            return Math.Log((words.Length - n + 0.5) / (n + 0.5)) * f * 2.2 / (f + (1.2 * (0.25 + (0.75 * length / average))));
        }))).Where(s => s.Score > 0).OrderByDescending(s => s.Score).ToList();

        var actual = await index.SearchWordsAsync(query, 10);

        Assert.Equal([1, 2, 4], expected.Select(e => e.Id));
        Assert.Equal(expected.Select(e => e.Id), actual.Select(a => a.Id));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-9));
        Assert.Equal([1], (await index.SearchWordsAsync(query, 1)).Select(a => a.Id));
    }

    /// <summary>
    /// The sum of each word's own score times its weight, whatever the other words are: a passage that no weight's own best ones hold comes
    /// first where its sum is the largest.
    /// </summary>
    [SkippableFact]
    public async Task Search_Weights_RanksByTheWeightedSumOfAllWords()
    {
        string[] words = ["wheeze", "inhaler", "tight chest", "gout"];
        double[] weights = [1, 0.6, 0.2, 0.6];
        var random = new Random(3);
        using var index = await OpenAsync("i");
        foreach (var i in Enumerable.Range(0, 60))
        {
            string[] text = [.. Enumerable.Range(0, 30).Select(_ => random.Next(12) == 0 ? words[random.Next(words.Length)] : $"word{random.Next(40)}")];
            await index.PutAsync(IndexCase.Entry($"{i}"), [IndexCase.Passage(string.Join(' ', text))], null);
        }

        var sums = new Dictionary<long, double>();
        foreach (var (word, weight) in words.Zip(weights))
        {
            foreach (var hit in await index.SearchWordsAsync([word], 100))
            {
                sums[hit.Id] = sums.GetValueOrDefault(hit.Id) + (weight * hit.Score);
            }
        }

        var expected = sums.OrderByDescending(s => s.Value).ToList();
        WeightedWord[] query = [.. words.Zip(weights, (word, weight) => new WeightedWord(word, weight))];
        var actual = await index.SearchWordsAsync(query, 100);
        Assert.Equal(expected.Select(e => e.Key), actual.Select(a => a.Id));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Value, pair.Second.Score, 1e-9));
        Assert.Equal(actual.Take(5), await index.SearchWordsAsync(query, 5));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Search_WeightThatIsNone_IsRefused(double weight)
    {
        using var index = await OpenAsync("i");
        var refused = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => index.SearchWordsAsync([new WeightedWord("a", weight)], 5));
        Assert.StartsWith("A word's weight must be a finite number above 0.", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Counts may be kept between questions, but not beyond a change, whoever made it.</summary>
    [SkippableFact]
    public async Task Count_AfterChangesThroughAnotherHandle_CountsThem()
    {
        using var first = await OpenAsync("i");
        using var second = await OpenAsync("i");
        foreach (var (name, passages, expected) in ((string, int, (long, long))[])[("a", 2, (2, 2)), ("b", 1, (3, 3)), ("a", 0, (1, 1)), ("b", 3, (3, 3))])
        {
            await second.PutAsync(IndexCase.Entry(name), [.. Enumerable.Repeat(IndexCase.Passage("Asthma."), passages)], null);
            var counts = await first.CountWordsAsync(["asthma"]);
            Assert.Equal(expected, (counts.Passages, counts.Holding[0]));
        }

        await second.RemoveAsync("b");
        Assert.Equal(0, (await first.CountWordsAsync(["asthma"])).Passages);
    }

    /// <summary>As BM25's definition has it, a phrase counts like a word, and only where its words stand together in one column.</summary>
    [SkippableFact]
    public async Task Search_Phrase_IsAWordOfItsOwn()
    {
        using var index = await OpenAsync("i");
        string[] texts = ["tight chest tight chest pain", "chest tight pain", "pain tight", "rest", "sleep well", "cold water"];
        foreach (var (text, i) in texts.Select((text, i) => (text, i)))
        {
            await index.PutAsync(IndexCase.Entry($"{i}", i == 2 ? "chest" : ""), [IndexCase.Passage(text)], null);
        }

        var hit = Assert.Single(await index.SearchWordsAsync(["tight chest"], 5));
        var average = (5 + 3 + 3 + 1 + 2 + 2) / 6.0;
        Assert.Equal(1, hit.Id);
        Assert.Equal(Math.Log(5.5 / 1.5) * 2 * 2.2 / (2 + (1.2 * (0.25 + (0.75 * 5 / average)))), hit.Score, 1e-9);
        Assert.Equal([1, 0], (await index.CountWordsAsync(["tight chest", "chest chest"])).Holding);
    }

    [SkippableTheory]
    [InlineData("naive")]
    [InlineData("inhalers")]
    [InlineData("Inhaled")]
    public async Task Search_OtherForms_FindTheWord(string word)
    {
        using var index = await OpenAsync("i");
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Naïve patients inhale with an inhaler, inhaling twice.")], null);
        Assert.Single(await index.SearchWordsAsync([word], 5));
    }

    [SkippableFact]
    public async Task Search_Cancelled_Stops()
    {
        using var index = await OpenAsync("i");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.SearchWordsAsync(["a"], 5, new CancellationToken(true)));
    }
}
