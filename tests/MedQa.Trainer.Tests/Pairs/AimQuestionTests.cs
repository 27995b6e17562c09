using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

/// <summary>Aims made up for these tests.</summary>
public sealed class AimQuestionTests
{
    [Theory]
    [InlineData("Sleep matters. We examined whether warm socks improve sleep, and to list their colours.", "Do warm socks improve sleep?")]
    [InlineData("To determine if a blue lamp is better than a white one.", "Is a blue lamp better than a white one?")]
    [InlineData("We tested the hypothesis that nightly reading would improve recall.", "Does nightly reading improve recall?")]
    [InlineData("It was hypothesized that honey reduces cough.", "Does honey reduce cough?")]
    [InlineData("The aim of this study was to evaluate the effect of honey on cough using a diary.", "Does honey affect cough?")]
    [InlineData("The objective was to assess the efficacy and safety of quinsamine in adults.", "Is quinsamine effective and safe in adults?")]
    [InlineData("We aimed to compare honey with lemon for cough at night.", "Is there a difference between honey and lemon for cough at night?")]
    [InlineData("We compared the effects of honey and lemon on cough.", "Do honey and lemon differ in their effect on cough?")]
    public void Of_Aim_IsAsked(string text, string question)
    {
        var asked = AimQuestion.Of([text]);

        Assert.Equal((question, "aim"), (asked?.Text, asked?.Source));
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public void Of_LongSentence_IsLookedAtUpToTheBound(int length, bool isAsked)
    {
        const string Before = "In ", After = " nurses we studied the effect of honey on cough.";
        var sentence = Before + new string('q', length - Before.Length - After.Length) + After;

        Assert.Equal(isAsked, AimQuestion.Of([sentence]) is not null);
    }

    [Theory]
    [InlineData("Sleep matters to nurses.")]
    [InlineData("Nothing is known about the effect of honey on cough.")]
    [InlineData("It was not asked, if honey is at hand, how much.")]
    [InlineData("We examined whether this reduces cough.")]
    [InlineData("Studies that have tested honey were few.")]
    [InlineData("We tested whether honey does not reduce cough.")]
    public void Of_NoAimThatCanBeAsked_IsNone(string text) => Assert.Null(AimQuestion.Of([text]));
}
