using System.Text.RegularExpressions;
using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using Xunit.Abstractions;

namespace MedQa.Library.Tests.Grounding;

/// <summary>Each sentence of the starter library is tied to itself, and none that says less or something else is tied to anything.</summary>
public sealed partial class StarterSupportTests(StarterLibrary library, ITestOutputHelper output) : IClassFixture<StarterLibrary>
{
    [Fact]
    public async Task Find_EverySentenceCopied_IsTiedToItself()
    {
        var (sentences, wrong) = (0, new List<string>());
        foreach (var passage in await PassagesAsync())
        {
            var (rule, before) = (new SentenceSupport([new(passage, "", [])]), default(Support));
            foreach (var span in passage.Passage.Sentences)
            {
                sentences++;
                var sentence = span.Of(passage.Passage.Text).ToString();
                before = rule.Find(sentence, before);
                if (before?.Span != span)
                {
                    wrong.Add($"{passage.DocumentName}: {sentence}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sentences}: {string.Join('\n', wrong.Take(30))}");
        Assert.Equal(2384, sentences);
    }

    [Fact]
    public async Task Find_LeaningSentenceBehindOneOfAnotherPage_IsNotSupported()
    {
        var passages = await PassagesAsync();
        var leaning = 0;
        for (var i = 0; i < passages.Count; i++)
        {
            var other = passages.First(passage => passage.DocumentName != passages[i].DocumentName);
            var rule = new SentenceSupport([new(passages[i], "", []), new(other, "", [])]);
            var strangers = other.Passage.Sentences.Select(span => new Support(1, span)).ToList();
            var text = new PassageText(passages[i]);
            for (var sentence = 0; sentence < text.Sentences.Count; sentence++)
            {
                if (text.Leans[sentence])
                {
                    leaning++;
                    Assert.All(strangers, before => Assert.Null(rule.Find(text.Sentence(sentence), before)));
                }
            }
        }

        output.WriteLine($"{leaning} lean.");
        Assert.InRange(leaning, 10, 200);
    }

    [Fact]
    public async Task Find_SentenceThatSaysSomethingElse_IsNotSupported() => await NoneIsSupportedAsync(SentenceMutations.Other);

    [Fact]
    public async Task Find_SentenceThatSaysLess_IsNotSupported() => await NoneIsSupportedAsync(SentenceMutations.Shorter);

    private async Task NoneIsSupportedAsync(Func<string, IEnumerable<string>> mutate)
    {
        var (all, accepted) = (0, new List<string>());
        foreach (var passage in await PassagesAsync())
        {
            var (rule, before) = (new SentenceSupport([new(passage, "", [])]), default(Support));
            string[] sentences = [.. passage.Passage.Sentences.Select(span => span.Of(passage.Passage.Text).ToString())];
            var own = sentences.Select(Plain).ToHashSet();
            foreach (var sentence in sentences)
            {
                foreach (var claim in mutate(sentence).Distinct().Where(claim => !own.Contains(Plain(claim))))
                {
                    all++;
                    if (rule.Find(claim, before) is not null)
                    {
                        accepted.Add($"{sentence} -> {claim}");
                    }
                }

                before = rule.Find(sentence, before);
            }
        }

        output.WriteLine($"{accepted.Count} of {all}.");
        Assert.True(accepted.Count == 0, $"{accepted.Count} of {all}: {string.Join('\n', accepted.Take(40))}");
        Assert.InRange(all, 200_000, int.MaxValue);
    }

    private async Task<List<IndexedPassage>> PassagesAsync()
    {
        var passages = new List<IndexedPassage>();
        foreach (var document in await library.Index.ListAsync())
        {
            passages.AddRange(await library.Index.GetDocumentAsync(document.Name));
        }

        return passages;
    }

    private static string Plain(string sentence) => NoWord().Replace(sentence.ToLowerInvariant(), " ").Trim();

    // A point or minus before a digit is no white space.
    [GeneratedRegex("(?:(?![.-][.0-9])[^a-z0-9])+")]
    private static partial Regex NoWord();
}
