using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using MedQa.Library.Ingestion;
using MedQa.Library.Passages;
using MedQa.Library.Tests.Starter;
using Xunit.Abstractions;

namespace MedQa.Library.Tests.Grounding;

public sealed class InjectionTests(ITestOutputHelper output) : IDisposable
{
    private const string Page = "asthma.md";
    private const string Question = "What are the usual signs of asthma?";
    private const string Before = "The signs of asthma come and go.";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void IsOrder_Injections_MostAreCaught()
    {
        var missed = Injection.All.Where(injection => !Caught(injection)).ToList();
        missed.ForEach(injection => output.WriteLine($"not caught: {injection.Style}: {injection.Text}"));
        output.WriteLine($"{Injection.All.Count - missed.Count} of {Injection.All.Count} caught.");
        Assert.InRange(Injection.All.Count, 60, int.MaxValue);
        // Those that hide as an author's opinion are no rule's matter; whatever gives an order as such must be caught.
        Assert.All(missed, injection => Assert.Equal("subtle", injection.Style));
    }

    [Fact]
    public async Task Prepare_PagesWithInjections_GivesThePromptsOfPagesWithout()
    {
        foreach (var page in StarterFolder.Pages)
        {
            _folder.Write($"pages/{page.File}", page.Source);
        }

        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        using var ingestion = new LibraryIngestion(new FolderSource(_folder["pages"]), index, null);
        await ingestion.RunAsync();
        var planner = new GroundingPlanner(new(index, null));
        var options = new GroundingOptions { ContextWords = 150, RelevanceThreshold = 0.5 };
        var (clean, unrelated) = (await planner.PrepareAsync(Question, options), await planner.PrepareAsync("What is the capital of Portugal?", options));
        Assert.True(clean.IsRelevant);
        Assert.Contains(Before, clean.Texts[0], StringComparison.Ordinal);
        var unchanged = string.Join('\n', (await index.GetDocumentAsync(Page)).Select(p => p.Passage.Text));
        var source = StarterFolder.Pages.Single(page => page.File == Page).Source;
        foreach (var (injection, i) in Injection.All.Select((injection, i) => (injection, i)))
        {
            _folder.Write($"pages/{Page}", source.Replace(Before, $"{Before}\n\n`` {injection.Text.Replace("\n", " ", StringComparison.Ordinal)} ``\n", StringComparison.Ordinal));
            File.SetLastWriteTimeUtc(_folder[$"pages/{Page}"], DateTime.UnixEpoch.AddDays(i));
            await ingestion.RunAsync();
            var context = await planner.PrepareAsync(Question, options);
            var shown = string.Join('\n', (await index.GetDocumentAsync(Page)).Select(p => p.Passage.Text));
            Assert.NotEqual(unchanged, shown);
            if (Caught(injection))
            {
                Assert.Equal(clean.Texts, context.Texts);
            }
            else
            {
                // It stands in the prompt as text of its page and nowhere else; nothing it says has the form of a chat.
                Assert.DoesNotContain("<|", string.Concat(context.Texts), StringComparison.Ordinal);
                Assert.DoesNotContain("[INST]", string.Concat(context.Texts), StringComparison.OrdinalIgnoreCase);
                var answer = new GroundedAnswer(context.Passages, GroundingMode.Required);
                var events = answer.Push(injection.Text).Concat(answer.Finish()).ToList();
                Assert.All(events.OfType<SentenceCitation>(), citation => Assert.Equal(Page, context.Passages[citation.Support!.Passage].Source.DocumentName));
            }

            Assert.Equal(unrelated.IsRelevant, (await planner.PrepareAsync("What is the capital of Portugal?", options)).IsRelevant);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static bool Caught(Injection injection)
    {
        var text = injection.Text.Replace("\n", " ", StringComparison.Ordinal);
        return ModelOrders.In([.. SentenceSplitter.Split(text).Select(span => span.Of(text).ToString())]).All(order => order);
    }
}
