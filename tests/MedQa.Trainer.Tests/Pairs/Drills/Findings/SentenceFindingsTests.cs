using MedQa.Trainer.Pairs.Drills.Findings;

namespace MedQa.Trainer.Tests.Pairs.Drills.Findings;

/// <summary>Sentences made up for these tests.</summary>
public sealed class SentenceFindingsTests
{
    /// <summary>Words that occur in small letters elsewhere.</summary>
    private static readonly HashSet<string> Small =
        ["warm", "socks", "sleep", "recall", "pain", "nightly", "reading", "tea", "nurses", "mean", "the", "falls", "age", "blue", "lamps", "honey", "lemon", "weight", "tiredness", "older"];

    [Theory]
    [InlineData("Sleep time was significantly longer in the sock group than in the control group (P = 0.03).", "Is sleep time longer in the sock group than in the control group?", "yes")]
    [InlineData("Sleep time was significantly longer in the sock group than in the control group (P = 0.03).", "Is sleep time shorter in the sock group than in the control group?", "no")]
    [InlineData("Sleep time was significantly longer in the sock group than in the control group (P = 0.03).", "Is sleep time longer in the control group than in the sock group?", "no")]
    [InlineData("Sleep time was significantly longer in the sock group than in the control group (P = 0.03).", "Is sleep time shorter in the control group than in the sock group?", "yes")]
    [InlineData("Sleep time was significantly longer in the sock group than in the control group (P = 0.03).", "Is there a difference in sleep time between the sock group and the control group?", "yes")]
    [InlineData("Sleep time was significantly longer in the sock group than in the control group (P = 0.03).", "Is sleep time similar in the sock group and the control group?", "no")]
    [InlineData("Falls were more frequent (12.3 ± 4 vs 10.1 ± 3) in nurses as compared with clerks.", "Are falls less frequent in nurses compared with clerks?", "no")]
    [InlineData("Sleep time was not longer in nurses than in clerks.", "Is sleep time longer in nurses than in clerks?", "no")]
    [InlineData("Pain scores were lower in nurses compared with baseline.", "Are pain scores lower in nurses compared with baseline?", "yes")]
    [InlineData("Pain in nurses was lower than that in clerks.", "Is pain lower in clerks than in nurses?", "no")]
    [InlineData("At ten weeks, nurses had higher recall than clerks, with no harm.", "Do nurses have lower recall than clerks at ten weeks?", "no")]
    [InlineData("Warm socks were superior to cold socks in older men.", "Are cold socks superior to warm socks in older men?", "no")]
    [InlineData("We found that recall was lower in the tea arm (4 [2 to 6]).", "Is recall higher in the tea arm?", "no")]
    public void Of_Comparison_IsAskedAsItIsWithTheOppositeAndExchanged(string sentence, string question, string decision) => AssertAsked(sentence, question, decision);

    [Theory]
    [InlineData("There was no statistically significant difference in recall between nurses and clerks (P = 0.4).", "Is there a difference in recall between nurses and clerks?", "no")]
    [InlineData("No differences between the two groups were observed in recall.", "Does recall differ between the two groups?", "no")]
    [InlineData("Recall did not differ significantly between nurses and clerks.", "Is recall similar in nurses and clerks?", "yes")]
    [InlineData("However, the mean age was similar in both groups (Table 2).", "Is the mean age different between the two groups?", "no")]
    [InlineData("Age, sex, and weight were comparable among the three groups.", "Do age, sex, and weight differ among the three groups?", "no")]
    [InlineData("Sleep time was not significantly different between the tea and socks groups.", "Is sleep time higher in the tea group than in the socks group?", "no")]
    [InlineData("There was a significant difference in recall between nurses and clerks (P < 0.01).", "Is recall similar in nurses and clerks?", "no")]
    [InlineData("There was a significant difference in recall between nurses and clerks (P < 0.01).", "Is there a difference in recall between nurses and clerks?", "yes")]
    [InlineData("Recall differed significantly between the groups.", "Does recall differ between the groups?", "yes")]
    [InlineData("Recall was similar in nurses and clerks, but pain was higher in clerks.", "Is recall similar in nurses and clerks?", "yes")]
    public void Of_Difference_IsAskedWithBothWordings(string sentence, string question, string decision) => AssertAsked(sentence, question, decision);

    [Theory]
    [InlineData("Nightly reading significantly improved recall in nurses.", "Does nightly reading improve recall in nurses?", "yes")]
    [InlineData("Nightly reading significantly improved recall in nurses.", "Does nightly reading worsen recall in nurses?", "no")]
    [InlineData("Nightly reading significantly improved recall in nurses.", "Does nightly reading have an effect on recall in nurses?", "yes")]
    [InlineData("Compared with tea, warm socks reduced pain by 20%.", "Do warm socks increase pain compared with tea?", "no")]
    [InlineData("Warm socks did not significantly reduce pain compared with tea.", "Do warm socks reduce pain compared with tea?", "no")]
    [InlineData("Honey and lemon had no significant effect on tiredness.", "Do honey and lemon affect tiredness?", "no")]
    [InlineData("There was no effect of blue lamps on tiredness.", "Do blue lamps reduce tiredness?", "no")]
    [InlineData("Blue lamps resulted in a significant reduction in tiredness.", "Do blue lamps reduce tiredness?", "yes")]
    [InlineData("Tiredness was not affected by blue lamps.", "Is tiredness affected by blue lamps?", "no")]
    [InlineData("Tiredness was reduced by blue lamps whereas pain was not.", "Is tiredness reduced by blue lamps?", "yes")]
    [InlineData("Tiredness was reduced by blue lamps, whereas pain was not.", "Is tiredness reduced by blue lamps?", "yes")]
    public void Of_Effect_IsAskedAsItIsAndWithTheOpposite(string sentence, string question, string decision) => AssertAsked(sentence, question, decision);

    [Theory]
    [InlineData("Sleep was significantly and independently associated with recall.", "Is sleep associated with recall?", "yes")]
    [InlineData("Sleep was independently associated with recall.", "Is sleep associated with recall?", "yes")]
    [InlineData("Sleep was not significantly associated with recall.", "Is sleep associated with recall?", "no")]
    [InlineData("Sleep was inversely correlated with pain (r = -0.4, P < 0.001).", "Is sleep positively correlated with pain?", "no")]
    [InlineData("Sleep was inversely correlated with pain (r = -0.4, P < 0.001).", "Is sleep negatively correlated with pain?", "yes")]
    [InlineData("Sleep was positively correlated with recall.", "Is sleep negatively correlated with recall?", "no")]
    [InlineData("Older age was associated with a higher risk of falls.", "Is older age associated with a lower risk of falls?", "no")]
    [InlineData("There was no correlation between weight and recall.", "Is there an association between weight and recall?", "no")]
    [InlineData("Weight did not correlate with recall.", "Is weight correlated with recall?", "no")]
    [InlineData("Age was an independent predictor of falls.", "Does age predict falls?", "yes")]
    public void Of_Association_IsAskedWithItsDirection(string sentence, string question, string decision) => AssertAsked(sentence, question, decision);

    [Theory]
    [InlineData("Recall increased significantly from baseline in the tea group.", "Does recall increase from baseline in the tea group?", "yes")]
    [InlineData("Recall increased significantly from baseline in the tea group.", "Does recall decrease from baseline in the tea group?", "no")]
    [InlineData("Recall increased from 3 to 5 in nurses.", "Does recall decrease in nurses?", "no")]
    [InlineData("Recall did not change in the tea group.", "Does recall increase in the tea group?", "no")]
    [InlineData("In the tea group, recall remained unchanged.", "Does recall change in the tea group?", "no")]
    [InlineData("There was a significant decrease in pain in nurses.", "Is there an increase in pain in nurses?", "no")]
    [InlineData("No improvement in recall was observed in nurses.", "Is there an improvement in recall in nurses?", "no")]
    [InlineData("The tea group showed no change in recall.", "Is there a change in recall in the tea group?", "no")]
    public void Of_Change_IsAskedAsItIsAndWithTheOpposite(string sentence, string question, string decision) => AssertAsked(sentence, question, decision);

    [Theory]
    [InlineData("Recall tended to be higher in nurses than in clerks (P = 0.07).", "Is recall higher in nurses compared with clerks?")]
    [InlineData("There was a trend towards lower pain in nurses.", "Is pain lower in nurses?")]
    [InlineData("Recall tended to increase in nurses.", "Does recall increase in nurses?")]
    [InlineData("Warm socks tended to reduce pain.", "Do warm socks reduce pain?")]
    public void Of_Tendency_IsLeftOpen(string sentence, string question) => Assert.Equal((question, "maybe"), Assert.Single(Ask(sentence)));

    /// <summary>What is no plain result, or could be read otherwise.</summary>
    [Theory]
    [InlineData("Is recall higher in nurses than in clerks?")]
    [InlineData("This was higher in nurses than in clerks.")]
    [InlineData("Their recall was higher in nurses than in clerks.")]
    [InlineData("It did not differ between nurses and clerks.")]
    [InlineData("Recall was higher in these nurses than in clerks.")]
    [InlineData("In this group, recall was higher in nurses than in clerks.")]
    [InlineData("Recall was higher in nurses than in clerks (not significant).")]
    [InlineData("Recall was slightly higher in nurses than in clerks.")]
    [InlineData("Recall was numerically higher in nurses than in clerks.")]
    [InlineData("Recall was higher in nurses than in clerks, but the difference was not statistically significant.")]
    [InlineData("Recall was higher in nurses than in clerks (P = 0.12).")]
    [InlineData("Recall was higher in nurses than in clerks (difference 3, 95% CI -2 to 8).")]
    [InlineData("Recall did not differ between nurses and clerks (P = 0.001).")]
    [InlineData("Recall tended to be higher in nurses (P = 0.01).")]
    [InlineData("Recall was higher in nurses (12 than in clerks.")]
    [InlineData("Recall was higher only in nurses than in clerks.")]
    [InlineData("Recall was similar in both groups except in clerks.")]
    [InlineData("Recall was higher in nurses than in clerks, except at night.")]
    [InlineData("Although recall was higher in nurses than in clerks, pain was not.")]
    [InlineData("Recall may be higher in nurses than in clerks.")]
    [InlineData("Recall was expected to be higher in nurses than in clerks.")]
    [InlineData("Smith et al. found that recall was higher in nurses than in clerks.")]
    [InlineData("Sharrard conducted a trial with nurses with delayed recall.")]
    [InlineData("Patients who slept reduced pain.")]
    [InlineData("Patients with improved recall were younger.")]
    [InlineData("The results were higher in nurses than in clerks.")]
    [InlineData("Pain was lower than anticipated.")]
    [InlineData("No differences between the two groups were seen for children of that age.")]
    [InlineData("No differences between the two groups were seen for older children.")]
    [InlineData("For the AUC(0-3h), recall was higher in nurses than in clerks.")]
    [InlineData("Changes in recall were not reported in nurses.")]
    [InlineData("Nurses had lowered pain in winter.")]
    [InlineData("Recall was higher at night than in clerks.")]
    [InlineData("Most nurses were older than 40 years.")]
    [InlineData("The placebo group increased from 3 to 4.")]
    [InlineData("Recall was higher in nurses than in clerks and was stable")]
    [InlineData("Values of A(H1N1)pdm09 were higher in nurses than in clerks.")]
    [InlineData("Nurses lost more weight than clerks.")]
    [InlineData("Nurses gained less weight than clerks.")]
    [InlineData("Differences in recall between nurses and clerks were analysed using the usual test.")]
    [InlineData("Differences in recall between nurses and clerks were absent.")]
    [InlineData("None of the tests showed a difference in recall between nurses and clerks.")]
    [InlineData("The patients remained stable.")]
    public void Of_WhatIsNotClear_GivesNone(string sentence) => Assert.Empty(Ask(sentence));

    [Fact]
    public void Of_FiguresOfAnotherScript_AreNoFigures() => Assert.NotEmpty(Ask("Recall was higher in nurses than in clerks (P = 0.\u0660\u0665)."));

    [Fact]
    public void Of_SentenceThatIsTooLong_GivesNone()
    {
        var name = $"Recall of {string.Join(' ', Enumerable.Repeat("a", 250))}";

        Assert.Empty(Ask($"{name} was higher in nurses than in clerks."));
        Assert.Empty(Ask($"Recall was higher in {new string('a', 100_000)} than in clerks."));
    }

    [Fact]
    public void Of_NameAtTheBeginning_KeepsItsCapital()
    {
        Assert.Contains(("Does Quinsamine reduce pain?", "yes"), Ask("Quinsamine reduced pain."));
        Assert.Contains(("Does ABC-7 reduce pain?", "yes"), Ask("ABC-7 reduced pain."));
        Assert.Contains(("Do nurses' scores differ between the two arms?", "no"), Ask("Nurses' scores were similar in both arms."));
    }

    private static void AssertAsked(string sentence, string question, string decision)
    {
        var asked = Ask(sentence);

        Assert.NotEmpty(asked);
        Assert.Equal(decision, asked.Where(q => q.Text == question).Select(q => q.Decision).SingleOrDefault());
    }

    private static (string Text, string Decision)[] Ask(string sentence) => [.. SentenceFindings.Of(sentence, Small.Contains).Select(q => (q.Text, q.Decision))];
}
