using System.Globalization;
using MedQa.Client;
using MedQa.V1;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AskMedQa;

/// <summary>Asks MedQA's inference service one question: shows the answer as it is written, then the decision with its probabilities.</summary>
public static class Asking
{
    /// <summary>Asks and writes.</summary>
    /// <param name="server">Where the service serves gRPC, for example <c>http://localhost:8080</c>.</param>
    /// <param name="question">The question.</param>
    /// <param name="passage">A passage to answer from, or null.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="cancellationToken">Ends the call; the service frees its work at once.</param>
    /// <returns>The program's exit code.</returns>
    public static async Task<int> RunAsync(Uri server, string question, string? passage, TextWriter output, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddMedQaClient(options => options.Address = server);
        await using var provider = services.BuildServiceProvider();
        try
        {
            await AnswerAsync(provider.GetRequiredService<IChatClient>(), question, passage, output, cancellationToken);
            await DecideAsync(provider.GetRequiredService<MedicalQa.MedicalQaClient>(), question, passage, output, cancellationToken);
            return 0;
        }
        catch (MedQaServiceException e)
        {
            await output.WriteLineAsync($"{e.Error}: {e.Message}");
            return 1;
        }
    }

    private static async Task AnswerAsync(IChatClient client, string question, string? passage, TextWriter output, CancellationToken cancellationToken)
    {
        var options = new ChatOptions { MaxOutputTokens = 120 };
        if (passage is not null)
        {
            options.AdditionalProperties = new() { [ChatProperties.ContextPassages] = new[] { passage } };
        }

        await foreach (var update in client.GetStreamingResponseAsync(question, options, cancellationToken))
        {
            await output.WriteAsync(update.Text);
        }

        await output.WriteLineAsync();
    }

    private static async Task DecideAsync(
        MedicalQa.MedicalQaClient client, string question, string? passage, TextWriter output, CancellationToken cancellationToken)
    {
        var request = new DecideRequest { Question = question };
        if (passage is not null)
        {
            request.ContextPassages.Add(passage);
        }

        var response = await client.DecideAsync(request, cancellationToken: cancellationToken);
        await output.WriteLineAsync($"Decision: {response.Decision} ({response.Model})");
        foreach (var label in response.Probabilities)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {label.Label,-6} {label.Probability:0.000}"));
        }
    }
}
