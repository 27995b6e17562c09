using System.Text.RegularExpressions;

namespace MedQa.Library.Grounding;

/// <summary>
/// A pattern for texts that anyone may have written: the time it takes grows with the text's length and no faster
/// (<see cref="RegexOptions.NonBacktracking"/>), and it looks at no more than <see cref="MostCharacters"/> of it. Case counts nothing. Thread-safe.
/// </summary>
/// <param name="pattern">The pattern, without look-around and references to its own groups.</param>
internal sealed class LinearRegex(string pattern)
{
    /// <summary>The UTF-16 characters of a text that are looked at, from its beginning. Questions and sentences are shorter.</summary>
    public const int MostCharacters = 10_000;

    private readonly Regex _regex = new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether the pattern stands in a text's looked-at part.</summary>
    public bool IsMatch(string text) => _regex.IsMatch(text.AsSpan(0, Math.Min(text.Length, MostCharacters)));

    /// <summary>Where it stands there first, with its groups.</summary>
    public Match Match(string text) => _regex.Match(text.Length <= MostCharacters ? text : text[..MostCharacters]);
}
