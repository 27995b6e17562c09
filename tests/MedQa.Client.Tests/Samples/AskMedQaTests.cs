using System.Globalization;
using AskMedQa;
using MedQa.V1;
using Microsoft.Extensions.AI;

namespace MedQa.Client.Tests.Samples;

public class AskMedQaTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Question = "Does regular walking lower blood pressure?";
    private const string Passage = "Walking lowered systolic pressure by 6 mmHg in a trial of 120 adults.";

    [Fact]
    public async Task RunAsync_QuestionWithPassage_WritesAnswerThenDecision()
    {
        var options = new ChatOptions { MaxOutputTokens = 120, AdditionalProperties = new() { [ChatProperties.ContextPassages] = Passage } };
        var answer = await service.Chat.GetResponseAsync(Question, options);
        var decision = await service.Rpc.DecideAsync(new DecideRequest { Question = Question, ContextPassages = { Passage } });
        var output = new StringWriter { NewLine = "\n" };

        var code = await Asking.RunAsync(service.Server.Address, Question, Passage, output, CancellationToken.None);

        var labels = decision.Probabilities.Select(p => string.Create(CultureInfo.InvariantCulture, $"  {p.Label,-6} {p.Probability:0.000}\n"));
        Assert.Equal($"{answer.Text}\nDecision: {decision.Decision} (tiny)\n{string.Concat(labels)}", output.ToString());
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task RunAsync_NoServer_SaysSo()
    {
        var output = new StringWriter();

        var code = await Asking.RunAsync(new Uri("http://127.0.0.1:1"), Question, null, output, CancellationToken.None);

        Assert.Equal(1, code);
        Assert.StartsWith("Unavailable: ", output.ToString(), StringComparison.Ordinal);
    }
}
