using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using MedQa.Model.Hub;
using MedQa.V1;

namespace MedQa.Benchmarks;

/// <summary><c>Generate</c> of a running service, over a real gRPC channel, timed by the client: from the call to the first and the last piece of text.</summary>
internal static class GrpcBenchmark
{
    /// <summary>Asks about so many words of a text that the whole prompt comes as near to <paramref name="promptTokens"/> as it can without going past it.</summary>
    public static async Task<BenchmarkResult> RunAsync(
        Uri address, string engine, string modelPath, string text, int promptTokens, int newTokens, int runs, int threads, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new MedicalQa.MedicalQaClient(channel);
        var words = await FitAsync(client, text.Split(' ', StringSplitOptions.RemoveEmptyEntries), promptTokens, cancellationToken);
        var request = Request(words, newTokens);
        await MeasureAsync(client, request, cancellationToken);
        var measured = new List<Measurement>();
        for (var i = 0; i < runs; i++)
        {
            measured.Add(await MeasureAsync(client, request, cancellationToken));
        }

        return BenchmarkResult.Of(engine, HubPath.NameOf(modelPath), threads, measured);
    }

    private static async Task<string> FitAsync(MedicalQa.MedicalQaClient client, string[] words, int promptTokens, CancellationToken cancellationToken)
    {
        string Take(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => words[i % words.Length]));

        async Task<int> TokensAsync(string text) => (await client.TokenizeAsync(new TokenizeRequest { Text = text }, cancellationToken: cancellationToken)).Ids.Count;

        // What the question and the chat's layout add to the words.
        var added = await PromptTokensAsync(client, Request(Take(8), 1), cancellationToken) - await TokensAsync(Take(8));
        var (fits, tooMany) = (1, promptTokens + 1);
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            (fits, tooMany) = await TokensAsync(Take(middle)) + added <= promptTokens ? (middle, tooMany) : (fits, middle);
        }

        return Take(fits);
    }

    private static GenerateRequest Request(string passage, int newTokens) => new()
    {
        Messages = { new Message { Role = Role.User, Content = "Tell in your own words, at length, what was done, what was found and what is not known." } },
        ContextPassages = { passage },
        Sampling = new Sampling { MaxTokens = newTokens },
    };

    private static async Task<int> PromptTokensAsync(MedicalQa.MedicalQaClient client, GenerateRequest request, CancellationToken cancellationToken)
    {
        using var call = client.Generate(request, cancellationToken: cancellationToken);
        await foreach (var reply in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (reply.Started is { } started)
            {
                return started.PromptTokens;
            }
        }

        throw new InvalidDataException("The service ended a call without starting an answer.");
    }

    private static async Task<Measurement> MeasureAsync(MedicalQa.MedicalQaClient client, GenerateRequest request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (first, last) = (TimeSpan.Zero, TimeSpan.Zero);
        using var call = client.Generate(request, cancellationToken: cancellationToken);
        await foreach (var reply in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            switch (reply.EventCase)
            {
                case GenerateResponse.EventOneofCase.Text:
                    last = Stopwatch.GetElapsedTime(start);
                    first = first == TimeSpan.Zero ? last : first;
                    break;
                case GenerateResponse.EventOneofCase.Finished:
                    var usage = reply.Finished.Usage;
                    return usage.CompletionTokens >= 2 && last > first
                        ? new Measurement(usage.PromptTokens, usage.CompletionTokens, first, last)
                        : throw new InvalidDataException($"The answer has {usage.CompletionTokens} tokens only: too short to time.");
            }
        }

        throw new InvalidDataException("The service ended a call without finishing the answer.");
    }
}
