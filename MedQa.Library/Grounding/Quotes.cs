using MedQa.Model.Answers;
using MedQa.Model.Tokenization;

namespace MedQa.Library.Grounding;

/// <summary>
/// What a required answer may say of a prompt's passages: each sentence that <see cref="GroundedAnswer"/> shows whole, alone where that suffices, else
/// behind the sentences that it leans on, else with its passage's label before it, too. A sentence that is shown in none of these forms is left out, and so is one that
/// only leads into the next, asks, or is a single word. Thread-safe.
/// </summary>
public sealed class Quotes
{
    private readonly SentenceSupport _support;
    private readonly AnswerFormat? _format;
    private readonly (string Quote, float Bias)? _best;

    /// <param name="passages">What the prompt holds.</param>
    /// <param name="format">How the answer would state a decision: a sentence of that form is no quote.</param>
    public Quotes(IReadOnlyList<ContextPassage> passages, AnswerFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(passages);
        _support = new(passages);
        _format = format;
        Texts = [.. passages.SelectMany(Of).DistinctBy(WordsOf, StringComparer.Ordinal)];
        if (passages.FirstOrDefault(passage => passage.Best is not null) is { Best: { } best } first && Of(first, [best.Sentence]).FirstOrDefault() is { } quote)
        {
            _best = (Texts.First(text => WordsOf(text) == WordsOf(quote)), (float)best.Bias);
        }
    }

    /// <summary>The quotes, in the prompt's order; no two say the same words.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Whether a quote is shown whole behind all that is said before it.</summary>
    public bool MayFollow(string said, string quote) => IsShown($"{said} {quote}");

    /// <summary>A guide for one answer made of quotes, which favours the best sentence's where a passage names it; null where none fits, or the sentence that may be said instead does not.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="ends">The tokens that end an answer.</param>
    /// <param name="budget">Most tokens of the answer.</param>
    /// <param name="mayDecline">Whether the model may say <see cref="Decline.Sentence"/> instead.</param>
    public QuoteGuide? Guide(ITokenizer tokenizer, IReadOnlyCollection<int> ends, int budget, bool mayDecline)
    {
        var guide = new QuoteGuide(tokenizer, Texts, ends, mayDecline ? Decline.Sentence : null, mayFollow: MayFollow, favourite: _best);
        return guide.LeastTokens <= budget ? guide : null;
    }

    private static string WordsOf(string text) => string.Join(' ', SupportWords.Of(text));

    private IEnumerable<string> Of(ContextPassage passage) => Of(passage, passage.Sentences);

    private IEnumerable<string> Of(ContextPassage passage, IEnumerable<int> sentences)
    {
        var text = new QuotedPassage(passage);
        return sentences.Select(sentence => text.Forms(sentence).FirstOrDefault(IsShown)).OfType<string>();
    }

    private bool IsShown(string text)
    {
        var answer = new GroundedAnswer(_support, GroundingMode.Required, _format);
        answer.Push(text);
        answer.Finish();
        return !answer.IsDeclined && answer.WithheldSentences == 0 && answer.Text == text;
    }
}
