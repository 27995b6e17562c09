using System.Collections.Frozen;

namespace MedQa.Model.Text;

/// <summary>
/// Porter's suffix stripping (Program 14.3, 1980) with the extensions of NLTK's stemmer, which rouge_score uses: irregular
/// words, <c>-ies</c> and <c>-ied</c> of four letters keep their e, y becomes i after any consonant but the first letter,
/// <c>-alli</c> is tried before the other second steps and repeated, <c>-bli</c>, <c>-fulli</c> and <c>-logi</c>. Words are
/// in lower case; other letters than a to z count as consonants.
/// </summary>
public static class PorterStemmer
{
    private static readonly FrozenDictionary<string, string> _irregular = (((string Word, string Stem)[])
    [
        ("sky", "sky"), ("skies", "sky"), ("dying", "die"), ("lying", "lie"), ("tying", "tie"), ("news", "news"), ("innings", "inning"),
        ("inning", "inning"), ("outings", "outing"), ("outing", "outing"), ("cannings", "canning"), ("canning", "canning"), ("howe", "howe"),
        ("proceed", "proceed"), ("exceed", "exceed"), ("succeed", "succeed"),
    ]).ToFrozenDictionary(pair => pair.Word, pair => pair.Stem);

    // Of the suffixes in a step the first that fits decides, even where its stem is then too short.
    private static readonly (string Suffix, string Ending)[] _step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ];

    private static readonly (string Suffix, string Ending)[] _step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] _step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    /// <summary>The stem of a word.</summary>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (_irregular.TryGetValue(word, out var stem))
        {
            return stem;
        }

        return word.Length <= 2 ? word : Step5(Step4(Step3(Step2(Step1c(Step1b(Step1a(word)))))));
    }

    private static string Step1a(string word) => word switch
    {
        _ when Ends(word, "ies") => word.Length == 4 ? word[..^1] : word[..^2],
        _ when Ends(word, "sses") => word[..^2],
        _ when Ends(word, "ss") => word,
        _ when Ends(word, "s") => word[..^1],
        _ => word,
    };

    private static string Step1b(string word)
    {
        if (Ends(word, "ied"))
        {
            return word.Length == 4 ? word[..^1] : word[..^2];
        }

        if (Ends(word, "eed"))
        {
            return Measure(word.AsSpan()[..^3]) > 0 ? word[..^1] : word;
        }

        var cut = Ends(word, "ed") ? 2 : Ends(word, "ing") ? 3 : 0;
        if (cut == 0 || !HasVowel(word.AsSpan()[..^cut]))
        {
            return word;
        }

        var stem = word[..^cut];
        if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz"))
        {
            return stem + "e";
        }

        if (EndsInDoubleConsonant(stem))
        {
            return stem[^1] is 'l' or 's' or 'z' ? stem : stem[..^1];
        }

        return Measure(stem) == 1 && EndsInShortSyllable(stem) ? stem + "e" : stem;
    }

    private static string Step1c(string word) =>
        Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? word[..^1] + "i" : word;

    private static string Step2(string word)
    {
        if (Ends(word, "alli") && Measure(word.AsSpan()[..^4]) > 0)
        {
            return Step2(word[..^2]);
        }

        if (Apply(_step2, ref word))
        {
            return word;
        }

        // The l of -logi counts to the stem, so that short ones (geo, theo) are stripped like long ones (archaeo).
        return Ends(word, "logi") && Measure(word.AsSpan()[..^3]) > 0 ? word[..^1] : word;
    }

    private static string Step3(string word)
    {
        Apply(_step3, ref word);
        return word;
    }

    private static string Step4(string word)
    {
        foreach (var suffix in _step4)
        {
            if (Ends(word, suffix))
            {
                var stem = word[..^suffix.Length];
                return Measure(stem) > 1 && (suffix != "ion" || stem[^1] is 's' or 't') ? stem : word;
            }
        }

        return word;
    }

    private static string Step5(string word)
    {
        if (Ends(word, "e"))
        {
            var stem = word[..^1];
            var measure = Measure(stem);
            word = measure > 1 || (measure == 1 && !EndsInShortSyllable(stem)) ? stem : word;
        }

        return Ends(word, "ll") && Measure(word.AsSpan()[..^1]) > 1 ? word[..^1] : word;
    }

    private static bool Apply((string Suffix, string Ending)[] rules, ref string word)
    {
        foreach (var (suffix, ending) in rules)
        {
            if (Ends(word, suffix))
            {
                word = Measure(word.AsSpan()[..^suffix.Length]) > 0 ? word[..^suffix.Length] + ending : word;
                return true;
            }
        }

        return false;
    }

    private static bool Ends(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);

    // y is a consonant at the start and after a vowel, so in a run of them every second one is.
    private static bool IsConsonant(ReadOnlySpan<char> word, int index)
    {
        if (word[index] != 'y')
        {
            return word[index] is not ('a' or 'e' or 'i' or 'o' or 'u');
        }

        var first = index;
        while (first > 0 && word[first - 1] == 'y')
        {
            first--;
        }

        var firstIsConsonant = first == 0 || !IsConsonant(word, first - 1);
        return firstIsConsonant == ((index - first) % 2 == 0);
    }

    // m in [C](VC)^m[V]: how often a vowel is followed by a consonant.
    private static int Measure(ReadOnlySpan<char> stem) => Shape(stem).Measure;

    private static bool HasVowel(ReadOnlySpan<char> stem) => Shape(stem).HasVowel;

    private static (int Measure, bool HasVowel) Shape(ReadOnlySpan<char> stem)
    {
        var measure = 0;
        var hasVowel = false;
        var afterVowel = false;
        for (var i = 0; i < stem.Length; i++)
        {
            var consonant = stem[i] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' => false,
                'y' => i == 0 || afterVowel,
                _ => true,
            };
            measure += consonant && afterVowel ? 1 : 0;
            afterVowel = !consonant;
            hasVowel |= afterVowel;
        }

        return (measure, hasVowel);
    }

    private static bool EndsInDoubleConsonant(string word) =>
        word.Length >= 2 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    // Consonant, vowel, consonant other than w, x, y; or a word of vowel and consonant.
    private static bool EndsInShortSyllable(string word)
    {
        var last = word.Length - 1;
        return (word.Length >= 3 && IsConsonant(word, last - 2) && !IsConsonant(word, last - 1) && IsConsonant(word, last) && word[last] is not ('w' or 'x' or 'y'))
            || (word.Length == 2 && !IsConsonant(word, 0) && IsConsonant(word, 1));
    }
}
