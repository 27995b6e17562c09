using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>A sentence of a passage that may support claims.</summary>
internal sealed class SupportSentence
{
    private readonly SupportWord[] _words;
    private readonly SupportWord[] _title;
    private readonly SentenceMatch _match;
    private readonly SentenceMatch? _named;

    /// <param name="span">Where it stands in its passage.</param>
    /// <param name="words">Its words.</param>
    /// <param name="title">The words of its document's title.</param>
    /// <param name="isAboutTitle">Whether a pronoun that it begins with stands for the title.</param>
    public SupportSentence(TextSpan span, SupportWord[] words, SupportWord[] title, bool isAboutTitle)
    {
        (Span, _words, _title) = (span, words, title);
        _match = new(words);
        IsAboutTitle = title.Length > 0 && (BeginsWith(words, title) || (isAboutTitle && Leaning.HasPronounForSubject(words)));
        _named = IsAboutTitle && Leaning.HasPronounForSubject(words) ? new([.. title, .. words[1..]]) : null;
    }

    /// <summary>Where it stands in its passage.</summary>
    public TextSpan Span { get; }

    /// <summary>Whether its subject is what the document is about: it begins with the title, or with a pronoun behind a sentence that does.</summary>
    public bool IsAboutTitle { get; }

    /// <summary>How a claim is tied to the sentence.</summary>
    public SupportKind Judge(Claim claim)
    {
        if (_match.IsWhole(claim.Words))
        {
            return SupportKind.Whole;
        }

        // "You should not take it" is "Do not take it".
        if (_match.IsCut(claim.Words) || (_named is not null && (_named.IsWhole(claim.Words) || _named.IsCut(claim.Words))) || (claim.AsOrder is { } order && _words[0].Text != "you" && _match.IsWhole(order)))
        {
            return SupportKind.Cut;
        }

        if (!Leaning.HasPronounForSubject(claim.Words) || _title.Length == 0 || !BeginsWith(_words, _title))
        {
            return SupportKind.None;
        }

        SupportWord[] named = [.. _title, .. claim.Words[1..]];
        return _match.IsWhole(named) || _match.IsCut(named) ? SupportKind.Pronoun : SupportKind.None;
    }

    private static bool BeginsWith(SupportWord[] words, SupportWord[] title) =>
        words.Length > title.Length && title.Select((word, i) => SupportSpelling.IsSame(word.Text, words[i].Text)).All(same => same);
}
