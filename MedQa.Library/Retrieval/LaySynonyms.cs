using System.Collections.Frozen;
using MedQa.Library.Text;

namespace MedQa.Library.Retrieval;

/// <summary>
/// Words and phrases that say the same in everyday and in medical English, and in British and American spelling. One line of the resource
/// is one group: <c>a, b, c</c> stand for each other; of <c>a, b > c, d</c> the left stand for each other and for the right, but not the
/// other way round (who says "pee" means urine, who says "urine" seldom writes of "pee"). Compared by stems. Thread-safe.
/// </summary>
internal sealed class LaySynonyms
{
    private readonly FrozenDictionary<string, string[]> _alternatives;
    private readonly int _longest;

    /// <param name="lines">The groups; empty lines and lines that begin with <c>#</c> are passed over.</param>
    public LaySynonyms(IEnumerable<string> lines)
    {
        var alternatives = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            var sides = line.Split('>');
            var left = Words(sides[0]);
            string[] all = [.. left, .. sides.Length > 1 ? Words(sides[1]) : []];
            foreach (var word in left)
            {
                var stems = TextWords.Stems(word);
                if (!alternatives.TryGetValue(stems, out var list))
                {
                    alternatives[stems] = list = [];
                }

                list.AddRange(all.Where(other => TextWords.Stems(other) != stems && !list.Contains(other, StringComparer.Ordinal)));
            }
        }

        _alternatives = alternatives.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
        _longest = alternatives.Keys.Select(key => key.Count(c => c == ' ') + 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>The groups that come with the library.</summary>
    public static LaySynonyms Default { get; } = Embedded();

    /// <summary>The alternatives for the words from a place on, the longest phrase first; each with how many words it stands for.</summary>
    /// <param name="stems">A text's stems in order.</param>
    /// <param name="start">The place.</param>
    public IEnumerable<(int Words, IReadOnlyList<string> Alternatives)> At(IReadOnlyList<string> stems, int start)
    {
        for (var count = Math.Min(_longest, stems.Count - start); count > 0; count--)
        {
            if (_alternatives.TryGetValue(string.Join(' ', stems.Skip(start).Take(count)), out var alternatives))
            {
                yield return (count, alternatives);
            }
        }
    }

    private static LaySynonyms Embedded()
    {
        using var stream = typeof(LaySynonyms).Assembly.GetManifestResourceStream("synonyms.txt") ?? throw new InvalidOperationException("The resource synonyms.txt is missing.");
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries));
    }

    private static string[] Words(string side) => side.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
