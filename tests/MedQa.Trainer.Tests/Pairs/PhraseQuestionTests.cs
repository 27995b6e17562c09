using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

/// <summary>Phrases made up for these tests.</summary>
public sealed class PhraseQuestionTests
{
    [Theory]
    [InlineData("effect of warm socks on sleep in shift workers", "Do warm socks affect sleep in shift workers?")]
    [InlineData("The impact of nightly reading on recall", "Does nightly reading affect recall?")]
    [InlineData("long-term effects of a leaflet on attendance", "Does a leaflet have a long-term effect on attendance?")]
    [InlineData("acute effects of honey on reducing cough", "Does honey have an acute effect on reducing cough?")]
    [InlineData("effect of honey on reducing cough", "Does honey have an effect on reducing cough?")]
    [InlineData("effect of honey versus lemon on cough", "Do honey and lemon differ in their effect on cough?")]
    [InlineData("effect of rest during night shifts on recall", "Does rest affect recall during night shifts?")]
    [InlineData("effects of warm socks in shift workers", "Are warm socks effective in shift workers?")]
    [InlineData("efficacy and safety of quinsamine in adults with hiccups", "Is quinsamine effective and safe in adults with hiccups?")]
    [InlineData("Efficacy of quinsamine in adults", null)]
    [InlineData("feasibility of a walking program for clerks", "Is a walking program feasible for clerks?")]
    [InlineData("feasibility of sock program for clerks", "Is a sock program feasible for clerks?")]
    [InlineData("cost-effectiveness of leaflets compared with posters in clinics", "Are leaflets more cost-effective than posters in clinics?")]
    [InlineData("comparison of honey and lemon for cough", "Is there a difference between honey and lemon for cough?")]
    [InlineData("comparison of the effects of honey and lemon on cough", "Do honey and lemon differ in their effect on cough?")]
    [InlineData("comparison of the efficacy of honey and lemon in children", "Is there a difference in effect between honey and lemon in children?")]
    [InlineData("honey versus lemon for cough", "Is honey better than lemon for cough?")]
    [InlineData("honey versus lemon on cough", "Do honey and lemon differ in their effect on cough?")]
    [InlineData("associations between early rising and mood", "Is early rising associated with mood?")]
    [InlineData("improved sleep with warm socks", "Are warm socks associated with improved sleep?")]
    [InlineData("role of light in waking", "Does light play a role in waking?")]
    [InlineData("a leaflet to improve attendance at clinics", "Does a leaflet improve attendance at clinics?")]
    [InlineData("leaflets versus posters to improve attendance", "Are leaflets better than posters to improve attendance?")]
    [InlineData("A randomised trial of honey on cough in children", "Does honey affect cough in children?")]
    [InlineData("A randomised, controlled trial of honey therapy in children", "Is honey therapy effective in children?")]
    [InlineData("honey supplement effects on cough", "Does a honey supplement affect cough?")]
    [InlineData("music for the treatment of worry", "Is music effective for the treatment of worry?")]
    [InlineData("acupuncture for worry", "Is acupuncture effective for worry?")]
    public void Ask_Phrase_IsAsked(string phrase, string? question) => Assert.Equal(question, PhraseQuestion.Ask(phrase, "title")?.Text);

    [Theory]
    [InlineData("predictors of attendance at clinics")]
    [InlineData("effect of this leaflet on attendance")]
    [InlineData("effect of the intervention on attendance")]
    [InlineData("effect of honey (and lemon on cough")]
    [InlineData("effect of honey on cough was studied")]
    [InlineData("a leaflet to reduce worry improves attendance")]
    [InlineData("clues for early rising")]
    [InlineData("effects of study protocol changes on honey")]
    [InlineData("sleep quality in shift workers")]
    [InlineData("safety of (QSM) in adults")]
    [InlineData("effect of (QSM) on cough")]
    [InlineData("")]
    public void Ask_PhraseThatCannotBeAskedWell_IsNone(string phrase) => Assert.Null(PhraseQuestion.Ask(phrase, "title"));

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public void Ask_LongPhrase_IsLookedAtUpToTheBound(int length, bool isAsked)
    {
        const string Before = "effect of ", After = " on cough";
        var phrase = Before + new string('q', length - Before.Length - After.Length) + After;

        Assert.Equal(isAsked, PhraseQuestion.Ask(phrase, "title") is not null);
    }

    [Fact]
    public void Ask_Comparison_KeepsWhatIsCompared()
    {
        var asked = PhraseQuestion.Ask("honey syrup versus lemon juice for cough", "title")!;

        Assert.Equal(("honey syrup", "lemon juice"), asked.Compared);
        Assert.Equal("title", asked.Source);
    }
}
