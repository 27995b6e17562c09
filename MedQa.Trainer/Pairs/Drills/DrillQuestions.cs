using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>
/// Questions out of a sentence's own words: a run of three to eight with some left out (45% of the questions), two to four content
/// words in their order (35%), or one or two (20%), now and then in another form, in a frame with or without the page's name.
/// </summary>
internal sealed class DrillQuestions(DrillWords words)
{
    private const int FewestLetters = 3;
    private const int FewestFormLetters = 5;

    /// <summary>The question, or null where the sentence has fewer than two content words beside the page's name or chance leaves all out.</summary>
    public DrillQuestion? Of(DrillSentence sentence, PairRandom random)
    {
        var all = DrillWords.Of(sentence.Text);
        int[] content = [.. Enumerable.Range(0, all.Length).Where(i => IsContent(all[i], sentence.Page))];
        if (content.Length < 2)
        {
            return null;
        }

        var sort = random.Below(100);
        var isRun = sort < 45;
        var few = sort >= 80;
        var chosen = isRun ? Run(all, random.Of(content), random) : Some(content, few ? 1 + (random.Below(3) / 2) : 2 + random.Below(3), random);
        string[] spoken = [.. chosen.Select(i => Form(all[i], random))];
        if (spoken.Length == 0)
        {
            return null;
        }

        var namesPage = sentence.Page.NameStems.Length > 0 && random.Chance(few ? 0.85 : 0.55);
        var text = Framed(Joined(spoken, !isRun && random.Chance(0.35), random), namesPage ? sentence.Page.Name : null, random);
        var wanted = words.Stems(spoken);
        return new DrillQuestion(text, namesPage ? [.. wanted.Union(sentence.Page.NameStems)] : wanted, namesPage);
    }

    /// <summary>Words in a row, of which a third of those that only build sentences and a fifth of the others are left out.</summary>
    private int[] Run(string[] all, int first, PairRandom random)
    {
        var end = Math.Min(all.Length, first + 3 + random.Below(6));
        return [.. Enumerable.Range(first, end - first).Where(i => !random.Chance(words.Stems(all[i]).Length == 0 ? 0.35 : 0.2))];
    }

    private static int[] Some(int[] content, int count, PairRandom random) => [.. random.Shuffled(content).Take(count).Order()];

    private static string Joined(string[] spoken, bool hasJoints, PairRandom random)
    {
        var text = hasJoints ? spoken[0] + string.Concat(spoken.Skip(1).Select(w => $" {random.Of(DrillFrames.Joints)} {w}")) : string.Join(' ', spoken);
        return PairText.IsCommonWord(text) && random.Chance(0.8) ? PairText.Small(text) : text;
    }

    private static string Framed(string spoken, string? name, PairRandom random)
    {
        var frame = random.Of(name is null ? DrillFrames.Alone : DrillFrames.Named).Replace(DrillFrames.Words, spoken, StringComparison.Ordinal);
        var text = name is null ? frame : frame.Replace(DrillFrames.Name, random.Chance(0.4) ? name : name.ToLowerInvariant(), StringComparison.Ordinal);
        text = random.Chance(0.6) ? PairText.Capitalised(text) : text;
        return random.Chance(0.25) ? text.TrimEnd('?') : text;
    }

    /// <summary>Now and then another form of a content word, roughly: "treated" as "treat", "cough" as "coughs".</summary>
    private string Form(string word, PairRandom random) => word.Length < FewestFormLetters || !char.IsLetter(word[^1]) || words.Stems(word).Length == 0 || !random.Chance(0.15) ? word : word switch
    {
        [.. var verb, 'i', 'n', 'g'] => verb,
        [.. var verb, 'e', 'd'] => verb,
        [.. var one, 's'] => one,
        [.., 'h' or 'x' or 'y'] => word,
        _ => word + "s",
    };

    private bool IsContent(string word, DrillPage page) => word.Length >= FewestLetters && words.Stems(word) is { Length: > 0 } stems && !stems.Any(page.NameStems.Contains);
}
