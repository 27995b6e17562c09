namespace MedQa.Web.Examples;

/// <summary>
/// The questions that the pages open with. Their passages were written for this project: general findings in plain words,
/// with neither doses nor figures.
/// </summary>
public static class ExampleQuestions
{
    /// <summary>Questions for the library: shown where it has something for them.</summary>
    public static IReadOnlyList<ExampleQuestion> ForLibrary { get; } =
    [
        new("Asthma", "What are the signs of asthma?", ""),
        new("Burns", "What should I do about a burn?", ""),
        new("Ibuprofen", "Who must not take ibuprofen?", ""),
    ];

    public static IReadOnlyList<ExampleQuestion> All { get; } =
    [
        new(
            "Hand washing",
            "Does regular hand washing with soap reduce infections?",
            "Hands carry germs from surfaces and from other people to the eyes, the nose and the mouth. Washing them with soap and water "
            + "removes most of these germs. Trials in schools, nurseries and households compared groups that were encouraged to wash their "
            + "hands regularly with groups that went on as before. On average, the groups that washed their hands had clearly fewer cases "
            + "of diarrhoea and somewhat fewer colds and other respiratory infections. The size of the effect differed between the trials, "
            + "and hand washing did not prevent every infection."),
        new(
            "Salt",
            "Does eating less salt lower blood pressure?",
            "Salt makes the body hold on to water, which can raise the pressure in the blood vessels. In a number of trials, adults were "
            + "asked to eat less salt for a month or longer, while comparison groups kept their usual diet. On average, blood pressure fell "
            + "in the groups that ate less salt. The fall was larger in people whose blood pressure was high at the start and smaller in "
            + "people whose blood pressure was normal. Few of the trials lasted long enough to show whether strokes and heart attacks "
            + "became rarer too."),
        new(
            "Night shifts",
            "Do people who work night shifts sleep as long as people who work by day?",
            "People who work at night have to sleep by day, when light, noise and the body's own clock keep them awake. Surveys and "
            + "recordings of sleep agree that, on average, sleep after a night shift is shorter than the sleep of people who work by day, "
            + "and that it is interrupted more often. Most workers adapt only in part, even after several nights in a row. A dark, quiet "
            + "bedroom helps some of them, but it does not make up for all of the lost sleep."),
    ];
}
