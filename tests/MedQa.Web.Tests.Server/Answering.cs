using System.Text;
using Grpc.Core;
using MedQa.V1;

namespace MedQa.Web.Tests.Server;

/// <summary>The stream that a script writes its answer to.</summary>
public sealed class Answering
{
    private readonly IServerStreamWriter<GenerateResponse> _stream;
    private readonly AskedQuestion _asked;
    private readonly StringBuilder _text = new();
    private IReadOnlyList<ScriptedPassage> _passages = [];
    private bool _searched;
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

    /// <summary>Passages were found that are relevant.</summary>
    public Task FindAsync(params IReadOnlyList<ScriptedPassage> passages)
    {
        _passages = passages;
        _searched = true;
        return _stream.WriteAsync(new GenerateResponse
        {
            Sources = new Sources { Found = true, Relevance = 0.9, Passages = { passages.Select(static p => p.ToMessage()) } },
        });
    }

    /// <summary>Nothing relevant was found.</summary>
    public Task FindNothingAsync(params IReadOnlyList<string> nearestTitles)
    {
        _searched = true;
        return _stream.WriteAsync(new GenerateResponse { Sources = new Sources { Relevance = 0.1, NearestTitles = { nearestTitles } } });
    }

    /// <summary>Ties a sentence that was said to a part of a passage that was found.</summary>
    public Task CiteAsync(string sentence, int passage, string part) => CiteAsync(new Citation
    {
        Start = Place(_text.ToString(), sentence),
        Length = sentence.Length,
        Supported = true,
        Passage = passage,
        PassageStart = Place(_passages[passage].Text, part),
        PassageLength = part.Length,
    });

    /// <summary>Says that no passage supports a sentence that was said.</summary>
    public Task CiteNothingAsync(string sentence) =>
        CiteAsync(new Citation { Start = Place(_text.ToString(), sentence), Length = sentence.Length });

    /// <summary>A citation whose places are right or not.</summary>
    public Task CiteAtAsync(int start, int length, int passage = 0, int passageStart = 0, int passageLength = 1) => CiteAsync(new Citation
    {
        Start = start,
        Length = length,
        Supported = true,
        Passage = passage,
        PassageStart = passageStart,
        PassageLength = passageLength,
    });

    public Task SayAsync(string text)
    {
        _pieces++;
        _text.Append(text);
        return _stream.WriteAsync(new GenerateResponse { Text = text });
    }

    /// <param name="reason">stop or length.</param>
    /// <param name="declined">Whether the library does not answer.</param>
    /// <param name="withheld">Sentences left out.</param>
    public Task FinishAsync(string reason = "stop", bool declined = false, int withheld = 0) => _stream.WriteAsync(new GenerateResponse
    {
        Finished = new GenerateFinished
        {
            Reason = reason == "length" ? FinishReason.Length : FinishReason.Stop,
            Usage = new Usage { PromptTokens = 40, CompletionTokens = _pieces },
            TimeToFirstTokenSeconds = 0.25,
            DurationSeconds = 0.25 + (0.1 * Math.Max(0, _pieces - 1)),
            Declined = declined,
            WithheldSentences = withheld,
            RetrievalSeconds = _searched ? 0.02 : 0,
        },
    });

    private Task CiteAsync(Citation citation) => _stream.WriteAsync(new GenerateResponse { Citation = citation });

    private static int Place(string text, string part) =>
        text.IndexOf(part, StringComparison.Ordinal) is >= 0 and var place ? place : throw new ArgumentException($"'{part}' is not in '{text}'.");
}
