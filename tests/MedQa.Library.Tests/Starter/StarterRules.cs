using System.Globalization;
using System.Text.RegularExpressions;

namespace MedQa.Library.Tests.Starter;

/// <summary>What <c>library/starter/README.md</c> asks of a page.</summary>
internal static partial class StarterRules
{
    private const int FewestWords = 150;
    private const int MostWords = 350;
    private const string Urgent = "Get help at once";
    private const string Review = "not clinically reviewed";

    private const string Number = @"(\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half an?|a half|several|a few)";
    private const string Portion =
        @"(mg|milligrams?|mcg|micrograms?|g|grams?|ml|millilitres?|units?|IU|tablets?|capsules?|pills?|puffs?|drops?|doses?|lozenges?|sachets?|teaspoons?|tablespoons?|teaspoonfuls?|spoonfuls?|suppositor(y|ies)|patch(es)?)";

    private static readonly string[] FieldNames = ["title", "category", "date", "review"];

    private static readonly Dictionary<string, string[]> Headings = new()
    {
        ["condition"] = [Urgent, "What it is", "Signs", "What helps", "When to see a doctor"],
        ["medicine"] =
        [
            Urgent,
            "What it is for",
            "Who must not take it or should ask first",
            "What it may clash with",
            "Common side effects",
            "When to ask a doctor or pharmacist",
        ],
        ["first-aid"] = [Urgent, "What to do", "What not to do", "Afterwards"],
        ["test"] = [Urgent, "What it is", "What happens", "What the result means", "When to ask"],
        ["seek-help"] = [Urgent, "See someone the same day", "What you can do", "When to book a visit"],
    };

    /// <summary>One line for each rule that the page breaks.</summary>
    public static IEnumerable<string> Broken(StarterPage page) =>
        [.. FrontMatter(page), .. Layout(page), .. Text(page)];

    /// <summary>A title as a file's name: <c>Crohn's disease</c> is <c>crohns-disease.md</c>.</summary>
    public static string FileName(string title) =>
        OtherThanLettersAndDigits().Replace(title.ToLowerInvariant().Replace("'", "", StringComparison.Ordinal), "-").Trim('-') + ".md";

    private static IEnumerable<string> FrontMatter(StarterPage page)
    {
        if (!page.Fields.Select(field => field.Key).SequenceEqual(FieldNames))
        {
            yield return $"fields: {string.Join(", ", page.Fields.Select(field => field.Key))}";
        }

        if (!DateOnly.TryParseExact(page.Field("date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            yield return $"date: {page.Field("date")}";
        }

        if (page.Field("review") != Review)
        {
            yield return $"review: {page.Field("review")}";
        }

        if (page.File != FileName(page.Field("title")))
        {
            yield return $"file name: {page.File}";
        }
    }

    private static IEnumerable<string> Layout(StarterPage page)
    {
        if (page.Heading != page.Field("title"))
        {
            yield return $"heading: {page.Heading}";
        }

        if (!Headings.TryGetValue(page.Field("category"), out var expected))
        {
            yield return $"category: {page.Field("category")}";
            yield break;
        }

        var found = page.Sections.Select(section => section.Key).ToArray();
        var withoutUrgency = page.Field("category") == "test" && found.FirstOrDefault() != Urgent;
        if (!found.SequenceEqual(withoutUrgency ? expected.Skip(1) : expected))
        {
            yield return $"sections: {string.Join(", ", found)}";
        }

        foreach (var section in page.Sections.Where(section => section.Value.Length == 0))
        {
            yield return $"empty section: {section.Key}";
        }

        var urgent = page.Sections.FirstOrDefault(section => section.Key == Urgent).Value;
        if (urgent is not null && !urgent.Contains("emergency", StringComparison.Ordinal))
        {
            yield return $"urgent section without a way to get emergency help: {urgent}";
        }
    }

    private static IEnumerable<string> Text(StarterPage page)
    {
        var prose = AnySpace().Replace(page.Prose, " ");
        var words = prose.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (words is < FewestWords or > MostWords)
        {
            yield return $"words: {words}";
        }

        foreach (var (rule, pattern) in new[]
        {
            ("dose", Dose()),
            ("how often", Interval()),
            ("a country's emergency number", EmergencyNumber()),
            ("link", Link()),
        })
        {
            foreach (Match match in pattern.Matches(prose))
            {
                yield return $"{rule}: {match.Value}";
            }
        }

        foreach (var character in page.Source.Where(character => character is not '\n' and (< ' ' or > '~')).Distinct())
        {
            yield return $"character U+{(int)character:X4}";
        }
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex OtherThanLettersAndDigits();

    [GeneratedRegex(@"\s+")]
    private static partial Regex AnySpace();

    [GeneratedRegex(@"\b" + Number + @"(( to | or |-)" + Number + ")?[ -]?" + Portion + @"\b", RegexOptions.IgnoreCase)]
    private static partial Regex Dose();

    [GeneratedRegex(
        @"\b(once|twice|" + Number + @" times) ((a|per|each|every) (day|night)|daily)\b|\bevery (" + Number + @"(( to | or |-)" + Number + @")? )?hours?\b|\b"
        + Number + @"[ -]hourly\b|\bhours apart\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Interval();

    [GeneratedRegex(@"\b(000|108|110|111|112|118|119|911|988|995|999|116 ?\d{3})\b|\b(call|dial|ring|text|phone) \d+", RegexOptions.IgnoreCase)]
    private static partial Regex EmergencyNumber();

    [GeneratedRegex(@"https?:|www\.|\]\(|<\w|\.(org|com|net|gov|uk|edu)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}
