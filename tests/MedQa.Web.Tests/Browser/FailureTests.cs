using Grpc.Core;
using MedQa.Web.Tests.Server;

namespace MedQa.Web.Tests.Browser;

public sealed class FailureTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [SkippableTheory]
    [InlineData(StatusCode.ResourceExhausted, "8 requests wait.", "The answer service is busy with other questions.", "Try again in a moment.")]
    [InlineData(
        StatusCode.InvalidArgument, "The prompt has 1,630 tokens; the model has room for 768.",
        "This question can't be answered as it is.", "The prompt has 1,630 tokens; the model has room for 768.")]
    [InlineData(
        StatusCode.NotFound, "No adapter is called pubmedqa.", "The model can't answer with this adapter.", "No adapter is called pubmedqa.")]
    [InlineData(StatusCode.Internal, "Stack trace.", "The answer service failed.", "Its log says why.")]
    public async Task Send_ServiceRefuses_SaysWhyAndTakesTheNextQuestion(StatusCode code, string said, string title, string detail)
    {
        await OpenAsync("/", new Script
        {
            Answer = async (asked, answering, _) =>
            {
                if (asked.Question == "First?")
                {
                    throw new RpcException(new Status(code, said));
                }

                await answering.StartAsync();
                await answering.SayAsync("Fine.");
                await answering.FinishAsync();
            },
        });

        await AskAsync("First?");

        await Expect(Page.Locator("[data-part=problem-title]")).ToHaveTextAsync(title);
        await Expect(Page.Locator("[data-part=problem-detail]")).ToHaveTextAsync(detail);
        await AskAsync("Second?");
        await Expect(Page.Locator(".answer-text").Last).ToHaveTextAsync("Fine.");
        Assert.Equal([("User", "Second?")], Inference.Questions[^1].Messages);
    }

    [SkippableFact]
    public async Task Send_ServiceFailsHalfWay_KeepsTheWordsAndSaysSo()
    {
        await OpenAsync("/", new Script
        {
            Answer = static async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.SayAsync("Half an");
                throw new RpcException(new Status(StatusCode.Internal, "gone"));
            },
        });

        await AskAsync("Whole?");

        await Expect(Page.Locator("[data-part=problem-title]")).ToHaveTextAsync("The answer service failed.");
        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("Half an");
    }

    [SkippableFact]
    public async Task Send_StreamEndsEarly_SaysThatTheAnswerIsIncomplete()
    {
        await OpenAsync("/", new Script
        {
            Answer = static async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.SayAsync("Half an");
            },
        });

        await AskAsync("Whole?");

        await Expect(Page.Locator("[data-part=problem-title]")).ToHaveTextAsync("The connection ended before the answer was complete.");
    }

    [SkippableFact]
    public async Task Send_WhileTheModelLoads_IsAnsweredOnceItIsReady()
    {
        var script = new Script { Ready = false };
        await OpenAsync("/", script);
        await Expect(Page.Locator("#service-state")).ToHaveTextAsync("The model is loading…");

        await AskAsync("Patient?");
        await Expect(Page.Locator(".answer-wait")).ToContainTextAsync("The model is still loading.");
        Assert.Empty(Inference.Questions);
        script.Ready = true;

        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("A whole answer.");
        await Expect(Page.Locator("#service-state")).ToHaveTextAsync("Ready");
    }

    [SkippableFact]
    public async Task Send_WhileTheServiceIsAway_IsAnsweredOnceItIsBack()
    {
        await OpenAsync("/", new Script());
        await Expect(Page.Locator("#service-state")).ToHaveTextAsync("Ready");
        await Inference.StopAsync();
        try
        {
            await AskAsync("Anyone?");
            await Expect(Page.Locator(".answer-wait")).ToContainTextAsync("The answer service can't be reached.");
            await Expect(Page.Locator("#service-state")).ToContainTextAsync("can't be reached");
        }
        finally
        {
            await Inference.StartAsync();
        }

        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("A whole answer.");
    }

    [SkippableFact]
    public async Task Stop_WhileWaitingForTheModel_SendsNothing()
    {
        var script = new Script { Ready = false };
        await OpenAsync("/", script);
        await AskAsync("Patient?");
        await Expect(Page.Locator(".answer-wait")).ToBeVisibleAsync();

        await Stop.ClickAsync();

        await Expect(Page.Locator(".answer-meta")).ToHaveTextAsync("stopped");
        script.Ready = true;
        await Expect(Page.Locator("#service-state")).ToHaveTextAsync("Ready");
        Assert.Empty(Inference.Questions);
    }

    [SkippableFact]
    public async Task Decide_Fails_TheAnswerStaysAndANoteSaysSo()
    {
        await OpenAsync("/", new Script
        {
            Decide = static _ => throw new RpcException(new Status(StatusCode.ResourceExhausted, "full")),
        });

        await AskAsync("Is it so?", "A passage.");

        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("A whole answer.");
        await Expect(Page.Locator(".answer-note")).ToHaveTextAsync("No decision: The answer service is busy with other questions.");
        await Expect(Page.Locator(".answer-problem")).ToBeHiddenAsync();
    }
}
