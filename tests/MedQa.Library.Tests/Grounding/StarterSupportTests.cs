using System.Text.RegularExpressions;
using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using Xunit.Abstractions;

namespace MedQa.Library.Tests.Grounding;

/// <summary>Each sentence of the starter library is tied to itself, and nothing mutilated is tied to anything.</summary>
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
                if (before is not { Score: SentenceSupport.WholeScore } || before.Span != span)
                {
                    wrong.Add($"{passage.DocumentName}: {sentence}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sentences}: {string.Join('\n', wrong.Take(30))}");
        Assert.Equal(2384, sentences);
    }

    [Fact]
    public async Task Find_SentenceThatSaysSomethingElse_IsNotSupported()
    {
        var (all, accepted) = await AcceptedAsync(SentenceMutations.Other);
        Assert.True(accepted.Count == 0, $"{accepted.Count} of {all}: {string.Join('\n', accepted.Take(40))}");
        Assert.InRange(all, 100_000, int.MaxValue);
    }

    [Fact]
    public async Task Find_SentenceThatSaysLess_IsNotSupportedButForItemsAndTrailingClauses()
    {
        var (all, accepted) = await AcceptedAsync(SentenceMutations.Shorter);
        accepted.ForEach(pair => output.WriteLine($"{pair.From}\n    {pair.Claim}"));
        output.WriteLine($"{accepted.Count} of {all}.");
        var wrong = accepted.Where(pair => Kept().Matches(pair.From).Count != Kept().Matches(pair.Claim).Count).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count}: {string.Join('\n', wrong.Take(40))}");
        Assert.Equal(0, accepted.Count);
        Assert.InRange(all, 100_000, int.MaxValue);
    }

    private async Task<(int All, List<(string From, string Claim)> Accepted)> AcceptedAsync(Func<string, IEnumerable<string>> mutate)
    {
        var (all, accepted) = (0, new List<(string, string)>());
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
                        accepted.Add((sentence, claim));
                    }
                }

                before = rule.Find(sentence, before);
            }
        }

        return (all, accepted);
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

    private static string Plain(string sentence) => NoWord().Replace(Article().Replace(sentence, ""), "").ToLowerInvariant();

    [GeneratedRegex(@"\b(the|an?)\b(?! (few|little|bit|lot))", RegexOptions.IgnoreCase)]
    private static partial Regex Article();

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NoWord();

    /// <summary>What no claim may leave out.</summary>
    [GeneratedRegex(@"\b(if|unless|when|only|until|as long as|provided|once|while|in case|except|but|no|not|never|without|neither|nor|avoid|cannot|[0-9]+|before|after|over|under|less|more|at least|at most|usually|often|sometimes|rarely|may|might|can|unlikely|instead|rather|must|should|ask|call|tell|stop|doctor)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Kept();
}
