using System.Text.RegularExpressions;
using Grpc.Core;
using MedQa.Web.Tests.Server;
using Microsoft.Playwright;
using static MedQa.Web.Tests.Browser.LibraryAnswers;

namespace MedQa.Web.Tests.Browser;

/// <summary>Answers from the library: what the page says of each sentence, and the passages beside them.</summary>
public sealed class LibraryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private ILocator Answer => Page.Locator(".answer-text").Last;

    private ILocator Cites => Page.Locator(".cite");

    private ILocator Panel => Page.Locator("#source-panel");

    private ILocator Mode => Page.GetByLabel("Where answers come from");

    private ILocator Meta => Page.Locator(".answer-meta").Last;

    [SkippableFact]
    public async Task Answer_FromTheLibrary_MarksEachSentenceAndListsItsSources()
    {
        await OpenAsync("/", new Script { Library = Library, Answer = AnswerAsync });

        await AskAsync("What are the signs of asthma?");

        await Expect(Meta).ToContainTextAsync("finished");
        await Expect(Answer).ToHaveTextAsync(
            $"{Inhaler}[1] {Signs}[2] {Invented}[not from your library] The reliever opens the airways.[1]");
        Assert.Equal(
            ["Source 1: Asthma, What helps", "Source 2: Asthma, Signs", "Source 1: Asthma, What helps"],
            await Cites.EvaluateAllAsync<string[]>("cites => cites.map(cite => cite.ariaLabel)"));
        await Expect(Page.Locator(".sentence.unsupported")).ToHaveTextAsync(Invented);
        await Expect(Page.Locator(".unsupported-mark")).ToBeVisibleAsync();
        await Expect(Page.Locator(".source")).ToHaveTextAsync(
        [
            new Regex(@"^\s*\[1\]\s+Asthma, What helps\s+page 4 · 2026-11-23 · leaflets/asthma\.pdf\s*$"),
            new Regex(@"^\s*\[2\]\s+Asthma, Signs\s+2026-11-23 · starter/asthma\.md\s+not clinically reviewed\s*$"),
        ]);
        await Expect(Page.Locator(".answer-note")).ToBeHiddenAsync();
        await Expect(Meta).ToContainTextAsync("medqa-scripted, base model · library searched in 0.02 s · ");
        Assert.Equal("Required", Inference.Questions.Single().Grounding);
    }

    [SkippableFact]
    public async Task Answer_WhileStreaming_MarksComeWithTheirCitations()
    {
        var goOn = new TaskCompletionSource();
        await OpenAsync("/", new Script
        {
            Library = Library,
            Answer = async (_, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.FindAsync(AsthmaSigns);
                await answering.SayAsync($"{Signs} Asthma");
                await goOn.Task.WaitAsync(ct);
                await answering.CiteAsync(Signs, 0, Signs);
                await answering.SayAsync(" is often worse at night and early in the morning.");
                await answering.CiteAsync(Night, 0, Night);
                await answering.FinishAsync();
            },
        });

        await AskAsync("What are the signs of asthma?");

        await Expect(Answer).ToHaveTextAsync($"{Signs} Asthma");
        await Expect(Cites).ToHaveCountAsync(0);
        goOn.SetResult();
        await Expect(Answer).ToHaveTextAsync($"{Signs}[1] {Night}[1]");
        await Expect(Page.Locator(".sentence")).ToHaveTextAsync([Signs, Night]);
        await Expect(Page.Locator(".source")).ToHaveCountAsync(1);
    }

    [SkippableFact]
    public async Task Cite_Clicked_OpensThePassageBesideTheAnswerWithItsPartHighlighted()
    {
        await OpenAsync("/", new Script { Library = Library, Answer = AnswerAsync });
        await AskAsync("What are the signs of asthma?");
        await Expect(Meta).ToContainTextAsync("finished");
        var before = await Answer.BoundingBoxAsync();

        await Cites.Last.ClickAsync();

        await Expect(Panel).ToBeVisibleAsync();
        await Expect(Panel.Locator("h2")).ToHaveTextAsync("Source 1");
        await Expect(Panel.Locator("h3")).ToHaveTextAsync("Asthma");
        await Expect(Panel.Locator(".library-passage-headings")).ToHaveTextAsync("What helps");
        await Expect(Panel.Locator(".library-passage-text")).ToHaveTextAsync(AsthmaHelp.Text);
        await Expect(Panel.Locator("mark")).ToHaveTextAsync(["A reliever inhaler opens the airways when asthma gets worse."]);
        await Expect(Panel.Locator(".library-passage-facts")).ToHaveTextAsync("page 4 · 2026-11-23 · leaflets/asthma.pdf");
        await Expect(Panel.Locator(".review-note")).ToBeHiddenAsync();
        await Expect(Cites.Last).ToHaveAttributeAsync("aria-current", "true");
        var (answer, panel) = (await Answer.BoundingBoxAsync(), await Panel.BoundingBoxAsync());
        Assert.Equal((before!.X, before.Y, before.Width), (answer!.X, answer.Y, answer.Width));
        Assert.True(panel!.X >= answer.X + answer.Width, $"The panel at {panel.X} covers the answer up to {answer.X + answer.Width}.");

        await Cites.Nth(1).ClickAsync();
        await Expect(Panel.Locator("mark")).ToHaveTextAsync([Signs]);
        await Expect(Panel.Locator(".review-note")).ToHaveTextAsync("not clinically reviewed");
        await Expect(Cites.Last).Not.ToHaveAttributeAsync("aria-current", "true");

        await Page.Locator(".source-link").First.ClickAsync();
        await Expect(Panel.Locator("mark")).ToHaveTextAsync([Inhaler, "A reliever inhaler opens the airways when asthma gets worse."]);
        await Page.Locator(".source-link").First.ClickAsync();
        await Expect(Panel).ToBeHiddenAsync();
        Assert.DoesNotContain("#", Page.Url, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Keyboard_CiteOpenedAndClosed_FocusGoesInAndComesBack()
    {
        await OpenAsync("/", new Script { Library = Library, Answer = AnswerAsync });
        await AskAsync("What are the signs of asthma?");
        await Expect(Meta).ToContainTextAsync("finished");

        await Cites.First.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Dialog, new() { Name = "Source 1" })).ToBeVisibleAsync();
        await Expect(Panel.Locator("h2")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.Locator("#source-panel-close")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Panel).ToBeHiddenAsync();
        await Expect(Cites.First).ToBeFocusedAsync();

        await Page.Keyboard.PressAsync("Tab");
        await Expect(Cites.Nth(1)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Panel).ToBeHiddenAsync();
        await Expect(Cites.Nth(1)).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task Clear_WithAnOpenPassage_ClosesItAndGoesToTheQuestion()
    {
        await OpenAsync("/", new Script { Library = Library, Answer = AnswerAsync });
        await AskAsync("What are the signs of asthma?");
        await Expect(Meta).ToContainTextAsync("finished");
        await Cites.First.ClickAsync();

        await Page.Locator("#clear").ClickAsync();

        await Expect(Panel).ToBeHiddenAsync();
        await Expect(Question).ToBeFocusedAsync();
    }

    [SkippableTheory]
    [InlineData(390, 844)]
    [InlineData(320, 600)]
    public async Task Cite_OnANarrowScreen_OpensASheetThatLeavesTheSentenceInSight(int width, int height)
    {
        await OpenAsync("/", new Script { Library = Library, Answer = AnswerAsync }, width, height);
        await AskAsync("What are the signs of asthma?");
        await Expect(Meta).ToContainTextAsync("finished");

        // Where the sheet will be.
        await Cites.Last.EvaluateAsync("cite => cite.scrollIntoView({ block: 'end' })");

        await Cites.Last.ClickAsync();

        await Expect(Panel.Locator("mark")).ToBeInViewportAsync();
        await AssertFitsAsync();
        var (cite, panel) = (await Cites.Last.BoundingBoxAsync(), await Panel.BoundingBoxAsync());
        Assert.Equal((0, width, height), (panel!.X, panel.Width, panel.Y + panel.Height));
        Assert.InRange(cite!.Y, 0, panel.Y - cite.Height);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Cites.Last).ToBeFocusedAsync();
        await Expect(Cites.Last).ToBeInViewportAsync();
    }

    [SkippableFact]
    public async Task Declined_Answer_SaysSoOffersTitlesAndWhatToDo()
    {
        await OpenAsync("/", new Script
        {
            Library = Library,
            Answer = DeclineAsync,
            Search = static question => (true, question == "Asthma" ? [AsthmaHelp, new("Cough", "Signs", "A cough."), AsthmaSigns with { Document = AsthmaHelp.Document, Id = 4 }] : []),
        });

        await AskAsync("Is the moon made of cheese?");

        await Expect(Page.Locator(".answer-declined")).ToHaveTextAsync("Your library does not answer this.");
        await Expect(Answer).ToBeHiddenAsync();
        await Expect(Page.Locator(".advice")).ToContainTextAsync("ask a doctor or a pharmacist");
        await Expect(Page.Locator(".advice")).ToContainTextAsync("call your local emergency number at once");
        await Expect(Page.Locator(".nearest-title")).ToHaveTextAsync(["Asthma", "Chest infection"]);
        await Expect(Page.Locator(".sources")).ToBeHiddenAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Asthma", Exact = true }).ClickAsync();

        await Expect(Panel.Locator("h2")).ToHaveTextAsync("In your library");
        await Expect(Panel.Locator("h2")).ToBeFocusedAsync();
        await Expect(Panel.Locator(".library-passage-headings")).ToHaveTextAsync(["Signs", "What helps"]);
        Assert.Equal("Asthma", Inference.Searches[^1]);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Chest infection" }).ClickAsync();
        await Expect(Panel.Locator("#source-panel-body")).ToHaveTextAsync("The library holds it no longer.");
        await AskAsync("And the sun?");
        await Expect(Page.Locator(".answer-declined")).ToHaveCountAsync(2);
        Assert.Equal([("User", "And the sun?")], Inference.Questions[^1].Messages);
    }

    [SkippableFact]
    public async Task Declined_TitleThatCannotBeSearched_SaysWhy()
    {
        await OpenAsync("/", new Script
        {
            Library = Library,
            Answer = DeclineAsync,
            Search = static _ => throw new RpcException(new Status(StatusCode.ResourceExhausted, "full")),
        });
        await AskAsync("Is the moon made of cheese?");

        await Page.Locator(".nearest-title").First.ClickAsync();

        await Expect(Panel.Locator("#source-panel-body")).ToHaveTextAsync("The answer service is busy with other questions. Try again in a moment.");
    }

    [SkippableFact]
    public async Task Auto_NothingFound_TheWholeAnswerIsSaidToBeTheModelsAlone()
    {
        await OpenAsync("/", new Script { Library = Library, Answer = AnswerAloneAsync });
        await Mode.SelectOptionAsync("From the library where it helps");
        await Expect(Page.Locator("#grounding-hint")).ToContainTextAsync("marked");

        await AskAsync("How far away is the moon?");

        await Expect(Meta).ToContainTextAsync("finished");
        await Expect(Page.Locator(".answer-alone")).ToHaveTextAsync("Not from your library: the model answered alone.");
        await Expect(Answer).ToHaveTextAsync("The moon is far away.");
        await Expect(Page.Locator(".nearest-title")).ToHaveTextAsync(["Asthma"]);
        await Expect(Page.Locator(".advice")).ToBeHiddenAsync();
        Assert.Equal("Auto", Inference.Questions.Single().Grounding);
    }

    [SkippableFact]
    public async Task Finished_WithSentencesLeftOut_SaysHowMany()
    {
        await OpenAsync("/", new Script
        {
            Library = Library,
            Answer = static async (asked, answering, _) =>
            {
                await answering.StartAsync();
                await answering.FindAsync(AsthmaSigns);
                await answering.SayAsync(Signs);
                await answering.CiteAsync(Signs, 0, Signs);
                await answering.FinishAsync(withheld: asked.Question == "One?" ? 1 : 2);
            },
        });

        await AskAsync("One?");
        await Expect(Page.Locator(".answer-note")).ToHaveTextAsync("1 sentence was left out because no passage supports it.");
        await AskAsync("Two?");
        await Expect(Page.Locator(".answer-note").Last).ToHaveTextAsync("2 sentences were left out because no passage supports them.");
    }

    [SkippableFact]
    public async Task Stop_InTheMiddleOfASentence_KeepsTheMarksAndSaysWhatWasNotChecked()
    {
        await OpenAsync("/", new Script
        {
            Library = Library,
            Answer = static async (_, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.FindAsync(AsthmaSigns);
                await answering.SayAsync(Signs);
                await answering.CiteAsync(Signs, 0, Signs);
                await answering.SayAsync(" Asthma is");
                await Task.Delay(Timeout.Infinite, ct);
            },
        });
        await AskAsync("What are the signs of asthma?");
        await Expect(Answer).ToHaveTextAsync($"{Signs}[1] Asthma is");

        await Stop.ClickAsync();

        await Inference.Questions.Single().Cancelled.WaitAsync(TimeSpan.FromSeconds(10));
        await Expect(Meta).ToContainTextAsync("stopped");
        await Expect(Page.Locator(".answer-note")).ToHaveTextAsync("The last words were not checked against the library.");
        await Cites.ClickAsync();
        await Expect(Panel.Locator("mark")).ToHaveTextAsync(Signs);
    }

    [SkippableFact]
    public async Task Passage_OfTheReadersOwn_IsReadInsteadOfTheLibrary()
    {
        await OpenAsync("/", new Script { Library = Library });
        await Expect(Page.Locator("#library-facts")).ToHaveTextAsync("136 documents");
        await Expect(Passage).ToBeHiddenAsync();
        await Page.Locator("#passage-panel summary").ClickAsync();

        await AskAsync("Is it so?", "A passage.");

        await Expect(Page.Locator("#grounding-hint")).ToHaveTextAsync("The passage below is read instead of the library.");
        await Expect(Meta).ToContainTextAsync("finished");
        await Expect(Page.Locator(".decision")).ToBeVisibleAsync();
        Assert.Equal(("Off", "A passage."), (Inference.Questions.Single().Grounding, Inference.Questions.Single().Passages.Single()));
    }

    [SkippableFact]
    public async Task Mode_Chosen_StaysForTheQuestionsThatFollow()
    {
        await OpenAsync("/", new Script { Library = Library });
        await Expect(Mode).ToHaveValueAsync("required");
        await Mode.SelectOptionAsync("From the model alone");

        await AskAsync("One?");
        await Expect(Meta).ToContainTextAsync("finished");
        await Expect(Page.Locator(".answer-note")).ToContainTextAsync("Paste a passage");
        await AskAsync("Two?");
        await Expect(Page.Locator(".answer-meta")).ToHaveCountAsync(2);
        await Expect(Meta).ToContainTextAsync("finished");

        Assert.Equal(["Off", "Off"], Inference.Questions.Select(static asked => asked.Grounding));
    }

    [SkippableFact]
    public async Task NoLibrary_PageIsAsItWasBefore()
    {
        await OpenAsync("/", new Script());
        await Expect(Page.Locator("#service-state")).ToHaveTextAsync("Ready");

        await Expect(Mode).ToBeHiddenAsync();
        await Expect(Page.Locator("#welcome-heading")).ToHaveTextAsync("Ask about a passage", new() { UseInnerText = true });
        await Expect(Passage).ToBeVisibleAsync();
        await AskAsync("Is it so?");
        await Expect(Meta).ToContainTextAsync("finished");
        await Expect(Page.Locator(".answer-note")).ToContainTextAsync("Paste a passage");
        await Expect(Page.Locator(".sources")).ToBeHiddenAsync();
        Assert.Equal("Off", Inference.Questions.Single().Grounding);
        Assert.Empty(Inference.Searches);
    }

    [SkippableFact]
    public async Task Library_StillBeingRead_ShowsHowFarAndWhatIsBroken()
    {
        var script = new Script { Library = new(120, Waiting: 16, Broken: ["leaflets/scan.pdf", "old <b>page</b>.html"]) };
        await OpenAsync("/", script);

        await Expect(Page.Locator("#library-facts")).ToHaveTextAsync("120 documents, 16 still to be read…");
        await Page.GetByText("2 documents could not be read").ClickAsync();
        await Expect(Page.Locator("#library-broken-names li")).ToHaveTextAsync(["leaflets/scan.pdf", "old <b>page</b>.html"]);
        script.Library = new(136, Broken: ["leaflets/scan.pdf"]);

        await Expect(Page.Locator("#library-facts")).ToHaveTextAsync("136 documents");
        await Expect(Page.Locator("#library-broken-names li")).ToHaveTextAsync(["leaflets/scan.pdf"]);
        await Expect(Page.GetByText("1 document could not be read")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Examples_OfTheLibrary_AreThoseThatItHasSomethingFor()
    {
        await OpenAsync("/", new Script
        {
            Library = Library,
            Answer = AnswerAsync,
            Search = static question => (question.Contains("asthma", StringComparison.Ordinal), [AsthmaSigns]),
        });
        var asthma = Page.GetByRole(AriaRole.Button, new() { Name = "What are the signs of asthma?" });
        await Expect(asthma).ToBeVisibleAsync();
        await Expect(Page.Locator(".example:visible")).ToHaveCountAsync(4);

        await asthma.ClickAsync();
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Meta).ToContainTextAsync("finished");
        await Expect(Cites).ToHaveCountAsync(3);
    }

    [SkippableFact]
    public async Task Copy_SelectionWithMarks_BringsItsSources()
    {
        await OpenAsync("/", new Script { Library = Library, Answer = AnswerAsync });
        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await AskAsync("What are the signs of asthma?");
        await Expect(Meta).ToContainTextAsync("finished");

        await Page.Locator(".sentence").First.EvaluateAsync(
            "first => getSelection().setBaseAndExtent(first, 0, first.nextElementSibling, first.nextElementSibling.childNodes.length)");
        await Page.Keyboard.PressAsync("Control+C");
        Assert.Equal($"{Inhaler}[1]\n\nSources\n[1] Asthma, What helps, page 4, 2026-11-23, leaflets/asthma.pdf", await ClipboardAsync());

        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        Assert.Equal(
            $"{Inhaler}[1] {Signs}[2] {Invented}[not from your library] The reliever opens the airways.[1]\n\nSources\n"
            + "[1] Asthma, What helps, page 4, 2026-11-23, leaflets/asthma.pdf\n"
            + "[2] Asthma, Signs, 2026-11-23, starter/asthma.md, not clinically reviewed",
            await ClipboardAsync());
    }

    [SkippableFact]
    public async Task Compare_BothAnswers_HaveCitationsOfTheirOwnAndOnePanel()
    {
        await OpenAsync("/compare", new Script
        {
            Library = Library,
            Adapters = [new("pubmedqa", 3)],
            Answer = static async (asked, answering, ct) =>
            {
                if (asked.Adapter.Length == 0)
                {
                    await AnswerAsync(asked, answering, ct);
                    return;
                }

                await answering.StartAsync();
                await answering.FindAsync(AsthmaSigns, AsthmaHelp);
                await answering.SayAsync(Signs);
                await answering.CiteAsync(Signs, 0, Signs);
                await answering.FinishAsync();
            },
        });
        var (left, right) = (Page.Locator("#base-side"), Page.Locator("#adapter-side"));

        await AskAsync("What are the signs of asthma?");

        await Expect(left.Locator(".answer-meta")).ToContainTextAsync("finished");
        await Expect(right.Locator(".answer-meta")).ToContainTextAsync("finished");
        await Expect(left.Locator(".source")).ToHaveCountAsync(2);
        await Expect(right.Locator(".source")).ToHaveCountAsync(1);
        Assert.Equal(["Required", "Required"], Inference.Questions.Select(static asked => asked.Grounding));

        await right.Locator(".cite").ClickAsync();
        await Expect(Panel.Locator("mark")).ToHaveTextAsync(Signs);
        await left.Locator(".cite").First.ClickAsync();
        await Expect(Panel).ToHaveCountAsync(1);
        await Expect(Panel.Locator("mark")).ToHaveTextAsync(Inhaler);
        await Expect(Question).ToBeInViewportAsync();
        var (panel, answer) = (await Panel.BoundingBoxAsync(), await left.BoundingBoxAsync());
        Assert.True(panel!.X + panel.Width <= answer!.X, "The panel covers an answer.");
    }

    private Task<string> ClipboardAsync() => Page.EvaluateAsync<string>("navigator.clipboard.readText()");
}
