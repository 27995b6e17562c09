using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Mistral;
using MedQa.Model.Tests.Mistral;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Answers;

public sealed class QuoteGuideTests : IDisposable
{
    private const string Decline = "The passages do not answer this.";

    private static readonly string[] Quotes =
    [
        "The chest feels tight.",
        "The chest feels tight. It whistles, too.",
        "The chest hurts at night.",
        "Gout, Signs: The toe is red, swollen and 38.5 °C warm.",
    ];

    private readonly SentencePieceTokenizer _tokenizer = SentencePieceTokenizer.Load(Path.Combine(Goldens.Repository, "models", "medqa-mini", "tokenizer.model"));
    private readonly MistralForCausalLM _model;

    public QuoteGuideTests() => _model = TinyModel.Create(seed: 4, _tokenizer.VocabularySize);

    public void Dispose() => _model.Dispose();

    /// <summary>Whatever the logits say, the text is whole quotes, none said twice, no more than may be, within the budget.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Walk_RandomLogits_SaysWholeQuotesAlone(int most)
    {
        var answers = Answers(most);
        var seen = new HashSet<string>();
        var least = new QuoteGuide(_tokenizer, Quotes, Ends).LeastTokens!.Value;
        for (var seed = 0; seed < 600; seed++)
        {
            var budget = least + (seed % 60);
            var (text, count) = Walk(new QuoteGuide(_tokenizer, Quotes, Ends, most: most), budget, new(seed));
            Assert.True(answers.Contains(text), $"seed {seed}, budget {budget}: {text}");
            Assert.True(count <= budget);
            seen.Add(text);
        }

        Assert.True(seen.Count > Quotes.Length * most / 2, string.Join('\n', seen));
        Assert.Superset(Quotes.Take(3).ToHashSet(), seen);
    }

    /// <summary>Of another family of tokenizers, where a word and the space before it are one token.</summary>
    [SkippableFact]
    public void Walk_ByteLevelBpe_SaysWholeQuotesAlone()
    {
        var (tokenizer, _) = TokenizerFiles.FromFolder(Goldens.RequireModel("smollm2-135m-instruct"));
        var (answers, seen) = (Answers(QuoteGuide.DefaultMost), new HashSet<string>());
        for (var seed = 0; seed < 300; seed++)
        {
            var (text, _) = Walk(tokenizer, new QuoteGuide(tokenizer, Quotes, [tokenizer.EosTokenId]), 90, new(seed));
            Assert.True(answers.Contains(text), $"seed {seed}: {text}");
            seen.Add(text);
        }

        Assert.Superset(Quotes.ToHashSet(), seen);
    }

    /// <summary>The model is never made to quote where it may decline but has no room for that.</summary>
    [Fact]
    public void LeastTokens_Decline_FitsToo()
    {
        string[] quotes = ["It whistles."];
        var (quote, decline) = (_tokenizer.Encode(quotes[0]).Count, _tokenizer.Encode(Decline).Count);
        Assert.True(quote < decline);
        Assert.Equal(quote, new QuoteGuide(_tokenizer, quotes, Ends).LeastTokens);
        Assert.Equal(decline, new QuoteGuide(_tokenizer, quotes, Ends, Decline).LeastTokens);
        Assert.Null(new QuoteGuide(_tokenizer, quotes, Ends, "").LeastTokens);
        Assert.Null(new QuoteGuide(_tokenizer, [], Ends, Decline).LeastTokens);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public void Generate_RandomModel_SaysQuotesAndStops(double temperature)
    {
        var answers = Answers(QuoteGuide.DefaultMost);
        for (ulong seed = 0; seed < 8; seed++)
        {
            var pieces = new List<string>();
            var generator = new Generator(_model, _tokenizer);
            var result = generator.Generate(
                [.. _tokenizer.Encode("What is it?")], new() { MaxTokens = 70, Temperature = temperature, Seed = seed }, onText: pieces.Add, guide: new QuoteGuide(_tokenizer, Quotes, generator.EndTokenIds));
            Assert.Contains(result.Text, answers);
            Assert.Equal(result.Text, string.Concat(pieces));
            Assert.Equal(FinishReason.Stop, result.Reason);
        }
    }

    /// <summary>Against a bias that no logit reaches a random model says the favourite first; one without it says others too.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public void Generate_FavouriteWithALargeBias_BeginsWithIt(double temperature)
    {
        var generator = new Generator(_model, _tokenizer);
        foreach (var favourite in Quotes)
        {
            var guide = new QuoteGuide(_tokenizer, Quotes, generator.EndTokenIds, favourite: (favourite, 1000));
            var text = generator.Generate([.. _tokenizer.Encode("What is it?")], new() { MaxTokens = 70, Temperature = temperature, Seed = 3 }, guide: guide).Text;
            Assert.StartsWith(favourite, text, StringComparison.Ordinal);
        }
    }

    /// <summary>So much as decides between equals: the favourite's tokens and the decline's have it until a quote is whole, no others and none behind.</summary>
    [Fact]
    public void Favour_Favourite_IsItsTokensAndTheDeclinesAtTheBeginning()
    {
        var (first, third, decline) = (_tokenizer.Encode(Quotes[0]), _tokenizer.Encode(Quotes[2]), _tokenizer.Encode(Decline));
        var guide = new QuoteGuide(_tokenizer, Quotes, Ends, Decline, favourite: (Quotes[2], 2.5f));
        var shared = first.Zip(third).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.InRange(shared, 1, third.Count - 1);
        Assert.Equal([2.5f, 2.5f, 0], ((int[])[third[0], decline[0], _tokenizer.Encode(Quotes[3])[0]]).Select(guide.Favour));
        Say(guide, third.Take(shared), 90);
        Assert.Equal([2.5f, 0], ((int[])[third[shared], first[shared]]).Select(guide.Favour));
        Say(guide, third.Skip(shared), 90 - shared);
        Assert.All(guide.Allowed(60)!, id => Assert.Equal(0, guide.Favour(id)));
    }

    /// <summary>Else the sentence that declines would gain against every quote.</summary>
    [Fact]
    public void Favour_FavouriteThatCannotBeSaid_IsNobodys()
    {
        var decline = _tokenizer.Encode(Decline)[0];
        var unknown = new QuoteGuide(_tokenizer, Quotes, Ends, Decline, favourite: ("Nobody offered this.", 5));
        Assert.All(unknown.Allowed(90)!, id => Assert.Equal(0, unknown.Favour(id)));

        var guide = new QuoteGuide(_tokenizer, Quotes, Ends, Decline, favourite: (Quotes[3], 5));
        var room = _tokenizer.Encode(Quotes[3]).Count;
        guide.Allowed(room);
        Assert.Equal(5, guide.Favour(decline));
        guide.Allowed(room - 1);
        Assert.Equal(0, guide.Favour(decline));
    }

    [Fact]
    public void Allowed_QuoteThatBeginsAnother_MayEndOrGoOnThere()
    {
        var guide = new QuoteGuide(_tokenizer, Quotes[..2], Ends, most: 1);
        var longer = _tokenizer.Encode(Quotes[1]);
        var shorter = _tokenizer.Encode(Quotes[0]);
        Assert.Equal(shorter, longer.Take(shorter.Count));
        Say(guide, shorter, 50);
        Assert.Equal([longer[shorter.Count], _tokenizer.EosTokenId], guide.Allowed(50 - shorter.Count));
        Assert.True(guide.MayEnd());
        Assert.False(guide.IsComplete);
        Say(guide, longer.Skip(shorter.Count), 50 - shorter.Count);
        Assert.True(guide.IsComplete);
    }

    /// <summary>The longer one said, the shorter is said too.</summary>
    [Fact]
    public void Allowed_BehindALongerQuote_DoesNotOfferItsBeginning()
    {
        var guide = new QuoteGuide(_tokenizer, Quotes[..2], Ends);
        Say(guide, _tokenizer.Encode(Quotes[1]), 90);
        Assert.True(guide.IsComplete);
    }

    [Fact]
    public void Allowed_BudgetShrinks_OffersOnlyWhatFits()
    {
        int Count(string text) => _tokenizer.Encode(text).Count;
        var guide = new QuoteGuide(_tokenizer, Quotes, Ends);
        Assert.Equal(Count(Quotes[0]), guide.LeastTokens);
        Assert.Equal([_tokenizer.Encode(Quotes[0])[0]], guide.Allowed(Count(Quotes[0])));
        Assert.Equal([_tokenizer.EosTokenId], guide.Allowed(Count(Quotes[0]) - 1));
        Assert.True(guide.MayEnd());
        Say(guide, _tokenizer.Encode(Quotes[0]), Count(Quotes[0]) + 1);
        Assert.True(guide.IsComplete);
    }

    [Fact]
    public void Allowed_Decline_StandsAloneAndOnlyWhereItMay()
    {
        var ids = _tokenizer.Encode(Decline);
        var may = new QuoteGuide(_tokenizer, Quotes, Ends, Decline);
        Say(may, ids, 90);
        Assert.True(may.IsComplete);
        for (var seed = 0; seed < 300; seed++)
        {
            Assert.DoesNotContain(Decline, Walk(new QuoteGuide(_tokenizer, Quotes, Ends), 90, new(seed)).Text, StringComparison.Ordinal);
            var (text, _) = Walk(new QuoteGuide(_tokenizer, Quotes, Ends, Decline), 90, new(seed));
            Assert.True(text == Decline || !text.Contains(Decline, StringComparison.Ordinal), text);
        }
    }

    [Fact]
    public void Allowed_NothingFits_EndsAtOnce()
    {
        var guide = new QuoteGuide(_tokenizer, Quotes, Ends, Decline);
        Assert.Equal([_tokenizer.EosTokenId], guide.Allowed(2));
        Assert.True(guide.MayEnd());
    }

    [Fact]
    public void Allowed_MayNotFollow_IsNotOffered()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var guide = new QuoteGuide(_tokenizer, Quotes, Ends, mayFollow: (said, quote) => said == Quotes[2] && quote == Quotes[0]);
            Assert.Contains(Walk(guide, 90, new(seed)).Text, Quotes.Append($"{Quotes[2]} {Quotes[0]}"));
        }
    }

    /// <summary>This tokenizer puts a space behind each number, so what went in without one comes out as another text.</summary>
    [Fact]
    public void LeastTokens_QuoteThatTheTokenizerCannotSpell_IsNotCounted()
    {
        var numbers = new Generation.NumberTokenizer(20, 19);
        Assert.Null(new QuoteGuide(numbers, ["1 2"], [19]).LeastTokens);
        Assert.Equal(2, new QuoteGuide(numbers, ["1 2", "3 4 "], [19]).LeastTokens);
        Assert.Null(new QuoteGuide(_tokenizer, [""], Ends).LeastTokens);
    }

    [Fact]
    public void Walk_ModelWithoutAnEnd_GoesOnForAsLongAsItMay()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var (text, _) = Walk(new QuoteGuide(_tokenizer, Quotes[2..], []), 200, new(seed));
            Assert.Contains(text, (string[])[$"{Quotes[2]} {Quotes[3]}", $"{Quotes[3]} {Quotes[2]}"]);
        }
    }

    [Fact]
    public void Create_NoQuoteAllowed_SaysSo() => Assert.Throws<ArgumentOutOfRangeException>(() => new QuoteGuide(_tokenizer, Quotes, Ends, most: 0));

    private int[] Ends => [_tokenizer.EosTokenId];

    private static void Say(QuoteGuide guide, IEnumerable<int> ids, int left)
    {
        foreach (var id in ids)
        {
            Assert.Contains(id, guide.Allowed(left--)!);
            guide.Add(id);
        }
    }

    private (string Text, int Count) Walk(QuoteGuide guide, int budget, Random random) => Walk(_tokenizer, guide, budget, random);

    /// <summary>Goes where chance leads among what is allowed, as a generator would.</summary>
    private static (string Text, int Count) Walk(ITokenizer tokenizer, QuoteGuide guide, int budget, Random random)
    {
        var ids = new List<int>();
        while (ids.Count < budget && !guide.IsComplete)
        {
            var allowed = guide.Allowed(budget - ids.Count)!;
            ids.Add(allowed[random.Next(allowed.Count)]);
            if (ids[^1] == tokenizer.EosTokenId)
            {
                Assert.True(guide.MayEnd());
                break;
            }

            guide.Add(ids[^1]);
        }

        return (tokenizer.Decode(ids), ids.Count);
    }

    /// <summary>Every answer that there may be.</summary>
    private static HashSet<string> Answers(int most)
    {
        List<string[]> said = [.. Quotes.Select(quote => new[] { quote })];
        for (var from = 0; from < said.Count; from++)
        {
            var before = said[from];
            said.AddRange(before.Length == most ? [] : Quotes.Where(quote => !before.Any(one => Overlap(one, quote))).Select(quote => before.Append(quote).ToArray()));
        }

        return [.. said.Select(quotes => string.Join(' ', quotes))];

        static bool Overlap(string one, string other) => one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal);
    }
}
