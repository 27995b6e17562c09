using MedQa.Web.Examples;
using MedQa.Web.Tests.Server;
using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

public sealed class ChatTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [SkippableFact]
    public async Task Send_AnswerStreams_PartsAreVisibleBeforeTheEnd()
    {
        var goOn = new TaskCompletionSource();
        await OpenAsync("/", new Script
        {
            Answer = async (_, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.SayAsync("The first half,");
                await goOn.Task.WaitAsync(ct);
                await answering.SayAsync(" and the second.");
                await answering.FinishAsync();
            },
        });

        await AskAsync("Does it stream?");

        var text = Page.Locator(".answer-text");
        await Expect(text).ToHaveTextAsync("The first half,");
        await Expect(text).ToHaveAttributeAsync("aria-busy", "true");
        await Expect(Page.Locator("#thread")).ToHaveAttributeAsync("aria-live", "polite");
        await Expect(Stop).ToBeEnabledAsync();
        await Expect(Send).ToBeDisabledAsync();

        goOn.SetResult();
        await Expect(text).ToHaveTextAsync("The first half, and the second.");
        await Expect(text).ToHaveAttributeAsync("aria-busy", "false");
        await Expect(Page.Locator(".answer-meta")).ToHaveTextAsync(
            "medqa-scripted, base model · 2 tokens · 10 tokens/s · first token after 0.25 s · finished");
        await Expect(Page.Locator("#announcer")).ToHaveTextAsync("The answer is complete.");
        await Expect(Question).ToBeFocusedAsync();
        await Expect(Question).ToHaveValueAsync("");
    }

    [SkippableFact]
    public async Task Stop_WhileStreaming_CancelsTheCall()
    {
        await OpenAsync("/", new Script
        {
            Answer = async (_, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.SayAsync("Never");
                await Task.Delay(Timeout.Infinite, ct);
            },
        });
        await AskAsync("Does it stop?");
        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("Never");

        await Stop.ClickAsync();

        await Inference.Questions.Single().Cancelled.WaitAsync(TimeSpan.FromSeconds(10));
        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("stopped");
        await Expect(Page.Locator(".answer-problem")).ToBeHiddenAsync();
        await Expect(Stop).ToBeDisabledAsync();
        await Expect(Question).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task Leave_WhileStreaming_CancelsTheCall()
    {
        await OpenAsync("/", new Script
        {
            Answer = async (_, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.SayAsync("Never");
                await Task.Delay(Timeout.Infinite, ct);
            },
        });
        await AskAsync("Does leaving stop it?");
        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("Never");

        await Page.GotoAsync("about:blank");

        await Inference.Questions.Single().Cancelled.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task Send_FollowUp_CarriesTheEarlierExchanges()
    {
        await OpenAsync("/", new Script
        {
            Answer = async (asked, answering, _) =>
            {
                await answering.StartAsync();
                await answering.SayAsync($"Answer to {asked.Question}");
                await answering.FinishAsync();
            },
        });
        await AskAsync("One?");
        await Expect(Page.Locator(".answer-text").Last).ToHaveTextAsync("Answer to One?");
        await AskAsync("Two?");
        await Expect(Page.Locator(".answer-text").Last).ToHaveTextAsync("Answer to Two?");
        await AskAsync("Three?");
        await Expect(Page.Locator(".answer-text").Last).ToHaveTextAsync("Answer to Three?");

        Assert.Equal(
            [
                ("User", "One?"), ("Assistant", "Answer to One?"), ("User", "Two?"), ("Assistant", "Answer to Two?"), ("User", "Three?"),
            ],
            Inference.Questions[^1].Messages);
    }

    [SkippableFact]
    public async Task Send_TenthQuestion_CarriesTheLastEightExchanges()
    {
        await OpenAsync("/", new Script());
        for (var i = 1; i <= 10; i++)
        {
            await AskAsync($"Question {i}?");
            await Expect(Page.Locator(".answer-meta")).ToHaveCountAsync(i);
            await Expect(Page.Locator(".answer-meta").Last).ToContainTextAsync("finished");
        }

        var messages = Inference.Questions[^1].Messages;
        Assert.Equal(17, messages.Count);
        Assert.Equal("Question 2?", messages[0].Content);
    }

    [SkippableFact]
    public async Task Clear_AfterAnswers_ForgetsTheConversation()
    {
        await OpenAsync("/", new Script());
        await AskAsync("One?", "A passage.");
        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");

        await Page.Locator("#clear").ClickAsync();

        await Expect(Exchanges).ToHaveCountAsync(0);
        await Expect(Page.Locator("#welcome")).ToBeVisibleAsync();
        await Expect(Passage).ToHaveValueAsync("");
        await Expect(Question).ToBeFocusedAsync();
        await AskAsync("Two?");
        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");
        Assert.Equal([("User", "Two?")], Inference.Questions[^1].Messages);
    }

    [SkippableFact]
    public async Task Clear_WhileStreaming_StopsAndForgets()
    {
        await OpenAsync("/", new Script
        {
            Answer = async (asked, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.SayAsync("Words");
                await (asked.Question == "One?" ? Task.Delay(Timeout.Infinite, ct) : answering.FinishAsync());
            },
        });
        await AskAsync("One?");
        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("Words");

        await Page.Locator("#clear").ClickAsync();

        await Inference.Questions.Single().Cancelled.WaitAsync(TimeSpan.FromSeconds(10));
        await Expect(Exchanges).ToHaveCountAsync(0);
        await AskAsync("Two?");
        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");
        Assert.Equal([("User", "Two?")], Inference.Questions[^1].Messages);
    }

    [SkippableFact]
    public async Task Send_WithPassage_SendsItAndShowsTheDecision()
    {
        await OpenAsync("/", new Script { Decide = static _ => (0.125, 0.8, 0.075) });

        await AskAsync("Is it so?", "First line\nof a passage.\n\n  Second part. ");

        var decision = Page.Locator(".decision");
        await Expect(decision.Locator("[data-part=decision-label]")).ToHaveTextAsync("no");
        await Expect(decision.Locator(".bar")).ToHaveTextAsync([
            new System.Text.RegularExpressions.Regex(@"yes\s+13%"),
            new System.Text.RegularExpressions.Regex(@"no\s+80%"),
            new System.Text.RegularExpressions.Regex(@"maybe\s+8%")]);
        await Expect(decision.Locator(".bar.chosen .bar-name")).ToHaveTextAsync("no");
        Assert.Equal(
            0.8,
            await decision.Locator(".bar.chosen").EvaluateAsync<double>(
                "bar => parseFloat(bar.querySelector('.bar-fill').style.inlineSize) / 100"),
            3);
        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");
        var asked = Inference.Questions.Single();
        Assert.Equal(["First line of a passage. Second part."], asked.Passages);
        var decided = Inference.Decisions.Single();
        Assert.Equal("Is it so?", decided.Question);
        Assert.Equal(asked.Passages, decided.Passages);
        await Expect(Page.Locator(".question-passage")).ToHaveTextAsync("with a passage of 7 words");
    }

    [SkippableFact]
    public async Task Send_WithPassage_NearCertaintyIsNotShownAsCertainty()
    {
        await OpenAsync("/", new Script { Decide = static _ => (0.998, 0.002, 0) });

        await AskAsync("Is it so?", "A passage.");

        await Expect(Page.Locator(".bar-value")).ToHaveTextAsync([">99%", "<1%", "0%"]);
    }

    [SkippableFact]
    public async Task Send_WithoutPassage_AsksForOneAndDecidesNothing()
    {
        await OpenAsync("/", new Script());

        await AskAsync("Is it so?");

        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");
        await Expect(Page.Locator(".answer-note")).ToContainTextAsync("Paste a passage");
        await Expect(Page.Locator(".decision")).ToBeHiddenAsync();
        Assert.Empty(Inference.Decisions);
        Assert.Empty(Inference.Questions.Single().Passages);
    }

    [SkippableFact]
    public async Task Send_WithAdapter_NamesItInTheCallAndBesideTheAnswer()
    {
        await OpenAsync("/", new Script
        {
            Adapters = [new("pubmedqa", 3, Summary: "Trained on abstracts."), new("foreign", 1, Compatible: false)],
        });
        var picker = Page.GetByLabel("Adapter");
        await Expect(picker.Locator("option")).ToHaveTextAsync(
            ["None: the base model", "pubmedqa, version 3", "foreign (made for another model)"]);
        await Expect(picker.Locator("option").Last).ToBeDisabledAsync();

        await picker.SelectOptionAsync("pubmedqa");
        await Expect(Page.Locator("#adapter-summary")).ToHaveTextAsync("Trained on abstracts.");
        await AskAsync("Is it so?", "A passage.");

        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("medqa-scripted with pubmedqa, version 3");
        await Expect(Page.Locator(".decision")).ToBeVisibleAsync();
        Assert.Equal("pubmedqa", Inference.Questions.Single().Adapter);
        Assert.Equal("pubmedqa", Inference.Decisions.Single().Adapter);
    }

    [SkippableFact]
    public async Task Send_ServerDropsExchanges_SaysHowMany()
    {
        await OpenAsync("/", new Script
        {
            Answer = static async (_, answering, _) =>
            {
                await answering.StartAsync(droppedExchanges: 2);
                await answering.SayAsync("Short memory.");
                await answering.FinishAsync("length");
            },
        });

        await AskAsync("What was first?", "A passage.");

        await Expect(Page.Locator(".answer-note")).ToHaveTextAsync("2 older exchanges left out: the conversation no longer fits.");
        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("cut off at the length limit");
    }

    [SkippableFact]
    public async Task Answer_WithMarkup_IsShownAsText()
    {
        const string Markup = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
        await OpenAsync("/", new Script
        {
            Answer = static async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.SayAsync(Markup);
                await answering.FinishAsync();
            },
        });

        await AskAsync(Markup);

        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");
        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync(Markup);
        await Expect(Page.Locator("[data-part=question]")).ToHaveTextAsync(Markup);
        Assert.Equal(0, await Page.Locator("#thread img, #thread script").CountAsync());
        await Expect(Page).ToHaveTitleAsync("Chat · MedQA");
    }

    [SkippableFact]
    public async Task Keyboard_EnterSendsAndShiftEnterBreaksTheLine()
    {
        await OpenAsync("/", new Script());
        await Question.FocusAsync();

        await Page.Keyboard.TypeAsync("One line");
        await Page.Keyboard.PressAsync("Shift+Enter");
        await Page.Keyboard.TypeAsync("and another?");
        await Expect(Question).ToHaveValueAsync("One line\nand another?");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");
        Assert.Equal("One line\nand another?", Inference.Questions.Single().Question);
    }

    [SkippableFact]
    public async Task Open_ShowsNoticeModelAndItsNote()
    {
        await OpenAsync("/", new Script());

        await Expect(Page.Locator("#service-state")).ToHaveTextAsync("Ready");
        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
        await Expect(Page.Locator("#notice")).ToContainTextAsync("No medical advice.");
        await Expect(Page.Locator("#notice")).ToContainTextAsync("in an emergency, call the emergency services");
        await Expect(Page.Locator("#model-name")).ToHaveTextAsync("medqa-scripted");
        await Expect(Page.Locator("#model-facts")).ToHaveTextAsync("30.7M parameters · reads 1,024 tokens · cpu");
        await Expect(Page.Locator("#model-note")).ToHaveTextAsync(Script.ModelNote);
    }

    [SkippableFact]
    public async Task Example_Clicked_FillsBothFields()
    {
        await OpenAsync("/", new Script());
        await Expect(Page.Locator(".example:visible")).ToHaveCountAsync(3);

        foreach (var example in ExampleQuestions.All)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = example.Question }).ClickAsync();
            await Expect(Question).ToHaveValueAsync(example.Question);
            await Expect(Passage).ToHaveValueAsync(example.Passage);
            await Expect(Question).ToBeFocusedAsync();
        }

        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".decision")).ToBeVisibleAsync();
        await Expect(Page.Locator(".answer-meta")).ToContainTextAsync("finished");
        Assert.Equal([ExampleQuestions.All[^1].Passage], Inference.Questions.Single().Passages);
    }

    [SkippableFact]
    public async Task Send_Question_LeavesNoTraceInLogsOrAddresses()
    {
        const string Marker = "quinsy-marker";
        var addresses = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await OpenAsync("/", new Script
        {
            Answer = static async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.SayAsync($"{Marker} in the answer");
                await answering.FinishAsync();
            },
        });
        Page.Request += (_, request) => addresses.Enqueue(request.Url);

        await AskAsync($"{Marker} in the question?", $"{Marker} in the passage.");

        await Expect(Page.Locator(".decision")).ToBeVisibleAsync();
        await Expect(Page.Locator(".answer-text")).ToContainTextAsync(Marker);
        Assert.Contains(addresses, static a => a.EndsWith("/api/chat", StringComparison.Ordinal));
        Assert.DoesNotContain(addresses, static a => a.Contains(Marker, StringComparison.Ordinal));
        Assert.DoesNotContain(Marker, Page.Url, StringComparison.Ordinal);
        Assert.Contains(Web.Logs, static line => line.Contains("/api/chat", StringComparison.Ordinal));
        Assert.DoesNotContain(Web.Logs, static line => line.Contains(Marker, StringComparison.Ordinal));
    }
}
