using System.Buffers;
using System.Text.RegularExpressions;

namespace MedQa.Library.Grounding;

/// <summary>
/// A form of words in which people give orders to models. Looked at in linear time whatever the text is (<see cref="RegexOptions.NonBacktracking"/>),
/// and only where one of its telling words stands.
/// </summary>
internal sealed class OrderRule
{
    private readonly SearchValues<string> _words;
    private readonly Regex _pattern;

    /// <param name="words">Parts of words, parted by <c>|</c>, one of which is in every text that the pattern finds.</param>
    /// <param name="pattern">The form.</param>
    public OrderRule(string words, string pattern)
    {
        _words = SearchValues.Create(words.Split('|'), StringComparison.OrdinalIgnoreCase);
        _pattern = new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
    }

    /// <summary>Whether a text has this form.</summary>
    public bool Finds(string text) => text.AsSpan().ContainsAny(_words) && _pattern.IsMatch(text);
}
