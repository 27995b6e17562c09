using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

/// <summary>Clauses made up for these tests.</summary>
public sealed class ClauseQuestionTests
{
    [Theory]
    [InlineData("early rising is associated with mood.", "Is early rising associated with mood?", false)]
    [InlineData("warm socks were better than cold ones", "Are warm socks better than cold ones?", false)]
    [InlineData("a leaflet would reduce worry and improve sleep", "Does a leaflet reduce worry and improve sleep?", false)]
    [InlineData("leaflets would be read at home", "Are leaflets read at home?", false)]
    [InlineData("a leaflet could improve sleep", "Can a leaflet improve sleep?", false)]
    [InlineData("nightly reading improves recall and reduces worry", "Does nightly reading improve recall?", false)]
    [InlineData("nightly reading improved recall in nurses", "Does nightly reading improve recall in nurses?", false)]
    [InlineData("warm socks modified the length of sleep", "Do warm socks modify the length of sleep?", false)]
    [InlineData("the number of visits increased the rate of recall", "Does the number of visits increase the rate of recall?", false)]
    [InlineData("warm socks improve sleep, and whether they last", "Do warm socks improve sleep?", false)]
    [InlineData("nightly reading has an effect on recall", "Does nightly reading have an effect on recall?", false)]
    [InlineData("nightly reading has improved recall at work", "Has nightly reading improved recall at work?", false)]
    [InlineData("in older nurses, warm socks improve sleep", "Do warm socks improve sleep in older nurses?", false)]
    [InlineData("a blue lamp led to better sleep", "Does a blue lamp lead to better sleep?", false)]
    [InlineData("a blue lamp did not improve sleep", "Does a blue lamp improve sleep?", true)]
    [InlineData("blue lamps were not better than white ones", "Are blue lamps better than white ones?", true)]
    [InlineData("a blue lamp failed to improve sleep", "Does a blue lamp improve sleep?", true)]
    [InlineData("there was no significant difference between the lamps", "Is there any significant difference between the lamps?", true)]
    public void Ask_Clause_IsAsked(string clause, string question, bool isDenied) => Assert.Equal((question, isDenied), ClauseQuestion.Ask(clause));

    [Theory]
    [InlineData("nurses who are on leave improve nothing at all")]
    [InlineData("this leaflet improves sleep in nurses")]
    [InlineData("it improves sleep in nurses")]
    [InlineData("our leaflet improves sleep in nurses")]
    [InlineData("the intervention improves sleep in nurses")]
    [InlineData("a leaflet could have improved sleep")]
    [InlineData("a leaflet (given at home improves sleep")]
    [InlineData("although, a leaflet is read at home")]
    [InlineData("the plan to read improves sleep in nurses")]
    [InlineData("a leaflet works")]
    [InlineData("benefits of reading at night in nurses")]
    [InlineData("the improved lamp in winter")]
    [InlineData("")]
    public void Ask_ClauseThatCannotBeAskedWell_IsNone(string clause) => Assert.Null(ClauseQuestion.Ask(clause));
}
