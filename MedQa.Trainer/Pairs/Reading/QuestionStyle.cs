using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>How people write: small letters, no question mark, a word for another, a greeting.</summary>
internal sealed partial class QuestionStyle(LayWords words)
{
    private static readonly string[] Openings = ["Please tell me: ", "Hello, ", "Quick question: ", "Doctor, ", "I want to know: ", "Can you help? "];

    /// <summary>The question as someone may write it.</summary>
    public string Of(ReaderQuestion question, PairRandom random)
    {
        var text = question.Text;
        if (question.IsAsWritten)
        {
            return random.Chance(0.2) ? text.ToLowerInvariant() : text;
        }

        if (random.Chance(0.45))
        {
            text = words.Vary(text, question.Kept, random) ?? text;
        }

        if (random.Chance(0.08))
        {
            text = OtherNumber(text);
        }

        if (random.Chance(0.03))
        {
            text = random.Of(Openings) + PairText.Small(text);
        }

        if (random.Chance(0.25))
        {
            text = text.TrimEnd('?');
        }

        return random.Chance(0.35) ? text.ToLowerInvariant() : random.Chance(0.5) ? PairText.Capitalised(text) : text;
    }

    /// <summary>The last word in the other number, roughly: "cough" for "coughs".</summary>
    private static string OtherNumber(string text) => LastWord().Replace(text, m => m.Value switch
    {
        [.., 's' or 'u' or 'i', 's'] or { Length: < 5 } => m.Value,
        [.. var one, 's'] => one,
        [.., 'y' or 'x' or 'h'] or [.., 'e', 'd'] or [.., 'n', 'g'] => m.Value,
        var one => one + "s",
    });

    [GeneratedRegex(@"\b[a-z]+(?=\??$)", RegexOptions.CultureInvariant)]
    private static partial Regex LastWord();
}
