using Grpc.Core;
using MedQa.V1;

namespace MedQa.Web.Tests.Server;

/// <summary>The stream that a script writes its answer to.</summary>
public sealed class Answering
{
    private readonly IServerStreamWriter<GenerateResponse> _stream;
    private readonly AskedQuestion _asked;
    private int _pieces;

    internal Answering(IServerStreamWriter<GenerateResponse> stream, AskedQuestion asked)
    {
        _stream = stream;
        _asked = asked;
    }

    public Task StartAsync(int droppedExchanges = 0) => _stream.WriteAsync(new GenerateResponse
    {
        Started = new GenerateStarted
        {
            Model = Script.ModelName,
            Adapter = _asked.Adapter,
            AdapterVersion = _asked.Adapter.Length == 0 ? 0 : 3,
            PromptTokens = 40,
            DroppedExchanges = droppedExchanges,
        },
    });

    public Task SayAsync(string text)
    {
        _pieces++;
        return _stream.WriteAsync(new GenerateResponse { Text = text });
    }

    /// <param name="reason">stop or length.</param>
    public Task FinishAsync(string reason = "stop") => _stream.WriteAsync(new GenerateResponse
    {
        Finished = new GenerateFinished
        {
            Reason = reason == "length" ? FinishReason.Length : FinishReason.Stop,
            Usage = new Usage { PromptTokens = 40, CompletionTokens = _pieces },
            TimeToFirstTokenSeconds = 0.25,
            DurationSeconds = 0.25 + (0.1 * Math.Max(0, _pieces - 1)),
        },
    });
}
