using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>A figure that a question asks for, and whether a sentence gives one of its kind.</summary>
internal sealed class AskedFigure
{
    private static readonly LinearRegex AsksTime = new(@"\bhow (long|often|soon|late|early)\b|\bhow many (seconds|minutes|hours|days|nights|weeks|months|years|times)\b");

    private static readonly LinearRegex AsksCount = new(@"\bhow many (\w+)");

    private static readonly LinearRegex AsksAmount = new(
        @"\bhow (much|high|low|old|far|big|large|tall|heavy|hot|fast)\b|\b(what|which) (percent\w*|share|dose|price|age|temperature|number|proportion|level)\b|\bhalf.?life\b|\b(price|costs?)\b");

    private static readonly LinearRegex Time = new(
        @"\b([0-9][0-9.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half|few|several|couple|an?|first|each|every|the next|many|some)\W+(\w+\W+){0,2}?" +
        @"(seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|lifetime|times?)\b|\b(daily|weekly|monthly|yearly|once|twice|for life|lifelong|long.term)\b");

    private static readonly LinearRegex Figure = new(
        @"\b([0-9][0-9.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half|few|several|couple)\b");

    private readonly Func<string, bool> _isGiven;

    private AskedFigure(Func<string, bool> isGiven) => _isGiven = isGiven;

    /// <summary>The figure that a question asks for, or null.</summary>
    public static AskedFigure? Of(string question)
    {
        if (AsksTime.IsMatch(question))
        {
            return new(Time.IsMatch);
        }

        if (AsksCount.Match(question) is { Success: true } count)
        {
            var counted = TextWords.Stem(count.Groups[1].Value);
            return new(sentence => Counts(sentence, counted));
        }

        return AsksAmount.IsMatch(question) ? new(Figure.IsMatch) : null;
    }

    /// <summary>Whether a sentence gives such a figure.</summary>
    public bool IsGivenIn(string sentence) => _isGiven(sentence);

    /// <summary>A number with the counted word at most two words behind it.</summary>
    private static bool Counts(string sentence, string counted)
    {
        var words = TextWords.Of(sentence);
        return words.Select((word, i) => Figure.IsMatch(word.Text) && words.Skip(i + 1).Take(3).Any(next => TextWords.Stem(next.Text) == counted)).Any(given => given);
    }
}
