using MedQa.Library.Grounding;
using MedQa.Library.Tests.Indexing;

namespace MedQa.Library.Tests.Grounding;

/// <summary>Passages of a prompt for tests of answers.</summary>
internal static class GroundedCase
{
    public const string Ibuprofen =
        "Do not take ibuprofen if you are allergic to aspirin. Ibuprofen can harm the stomach, the kidneys and the heart. " +
        "Ask a doctor before taking ibuprofen if you are over 65, or if you have had a stomach ulcer. Take ibuprofen with food for at most 3 days.";

    public const string Amoxicillin =
        "Amoxicillin can change how warfarin works, so extra blood tests may be needed. Amoxicillin can make methotrexate more harmful. " +
        "Amoxicillin does not stop the contraceptive pill from working, unless it makes you vomit or gives you severe diarrhoea. " +
        "Finish the course of amoxicillin as prescribed. Stop amoxicillin and call a doctor if you get a rash within 2 hours of a dose or 5 days of the first one.";

    public const string Asthma =
        "The usual signs of asthma are wheezing, coughing, a tight chest and being short of breath. Asthma is often worse at night and early in the morning. " +
        "Call an ambulance if the reliever inhaler does not help. A preventer inhaler must be used every day before symptoms start. Never stop it without advice from Dr Lee.";

    public static IReadOnlyList<ContextPassage> Passages { get; } =
    [
        Passage(1, "ibuprofen.md", "Ibuprofen", "Who must not take it", Ibuprofen),
        Passage(2, "amoxicillin.md", "Amoxicillin", "What it may clash with", Amoxicillin),
        Passage(3, "asthma.md", "Asthma", "Signs", Asthma),
    ];

    public static ContextPassage Passage(long id, string document, string title, string heading, string text)
    {
        var passage = IndexCase.Passage(text, heading);
        return new(new(id, document, title, 0, passage), ContextText.Of(title, passage.Headings, text), [.. Enumerable.Range(0, passage.Sentences.Count)]);
    }

    /// <summary>The words that a support points at.</summary>
    public static string Cited(Support support) => support.Span.Of(Passages[support.Passage].Source.Passage.Text).ToString();
}
