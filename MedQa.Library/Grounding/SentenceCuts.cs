namespace MedQa.Library.Grounding;

/// <summary>
/// Finds what a claim may leave out of a sentence: a bracket, a trailing clause (<c>, because …</c>, <c>, so …</c>, <c>, which …</c>,
/// <c>, such as …</c>, <c>, for example …</c>), and of a list of three or more the items in the middle and a short last one. Never a part with a
/// word that binds (<see cref="BindingWords"/>), and no item of a list that holds only as a whole.
/// </summary>
internal static class SentenceCuts
{
    private const int MostWordsOfItem = 6;

    /// <summary>The parts that may be left out, each by itself.</summary>
    public static List<SentenceCut> Of(ReadOnlySpan<SupportWord> words)
    {
        var cuts = new List<SentenceCut>();
        AddBrackets(words, cuts);
        AddTrailingClause(words, cuts);
        AddItems(words, cuts);
        return cuts;
    }

    private static void AddBrackets(ReadOnlySpan<SupportWord> words, List<SentenceCut> cuts)
    {
        for (var start = 1; start < words.Length; start++)
        {
            if (!words[start].Before.EndsWith('('))
            {
                continue;
            }

            var end = start + 1;
            while (end < words.Length && !words[end].Before.AsSpan().ContainsAny("()"))
            {
                end++;
            }

            if (!Binds(words[start..end]))
            {
                cuts.Add(new(start, end));
            }
        }
    }

    private static void AddTrailingClause(ReadOnlySpan<SupportWord> words, List<SentenceCut> cuts)
    {
        for (var start = 2; start + 1 < words.Length; start++)
        {
            var leads = words[start].Text is "because" or "so" or "which" or "including" || (words[start].Text == "such" && words[start + 1].Text == "as") || (words[start].Text == "for" && words[start + 1].Text == "example");
            if (leads && words[start].Before == "," && !Binds(words[start..]))
            {
                cuts.Add(new(start, words.Length));
                return;
            }
        }
    }

    private static void AddItems(ReadOnlySpan<SupportWord> words, List<SentenceCut> cuts)
    {
        for (var i = 2; i + 1 < words.Length; i++)
        {
            if (words[i].Text is "and" or "or" && Items(words, i) is { Count: > 0 } items)
            {
                cuts.AddRange(items);
            }
        }
    }

    /// <summary>The items of the list that ends with this "and" or "or".</summary>
    private static List<SentenceCut> Items(ReadOnlySpan<SupportWord> words, int conjunction)
    {
        var items = new List<SentenceCut>();
        for (var end = conjunction; ;)
        {
            var start = end - 1;
            while (start > 0 && !words[start].StartsPart)
            {
                start--;
            }

            // The part before the first comma holds the first item, and where it opens the sentence with a phrase, only the next part does.
            if (start <= 0)
            {
                if (BindingWords.OpensPhrase(words[0].Text) && items.Count > 0)
                {
                    items.RemoveAt(items.Count - 1);
                }

                break;
            }

            if (words[start].Before != "," || end - start > MostWordsOfItem || BindingWords.OpensPhrase(words[start].Text) || Holds(words[start..end], "and", "or") || Binds(words[start..end]))
            {
                return [];
            }

            items.Add(new(start, end, words[conjunction].Text));
            end = start;
        }

        if (items.Count == 0 || HoldsTogether(words, conjunction))
        {
            return [];
        }

        // Of a longer one the end may belong to all items ("heart, kidney or liver disease").
        var last = words[(conjunction + 1)..];
        if (last.Length == 1 && !Binds(last))
        {
            items.Add(new(conjunction, words.Length, words[conjunction].Text));
        }

        return items;
    }

    private static bool HoldsTogether(ReadOnlySpan<SupportWord> words, int conjunction)
    {
        foreach (var word in words)
        {
            if (BindingWords.HoldsTogether(word.Text) || (BindingWords.IsCondition(word.Text) && words[conjunction].Text == "and"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Binds(ReadOnlySpan<SupportWord> words)
    {
        foreach (var word in words)
        {
            if (BindingWords.Binds(word.Text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(ReadOnlySpan<SupportWord> words, string one, string other)
    {
        foreach (var word in words)
        {
            if (word.Text == one || word.Text == other)
            {
                return true;
            }
        }

        return false;
    }
}
