using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

/// <summary>Titles made up for these tests.</summary>
public sealed class StatementTitleTests
{
    [Theory]
    [InlineData("Nightly reading improves recall in older nurses: a randomised trial", "Does nightly reading improve recall in older nurses?", "yes")]
    [InlineData("Warm socks improve sleep in shift workers.", "Do warm socks improve sleep in shift workers?", "yes")]
    [InlineData("Honey and lemon reduce coughing at night - a pilot study", "Do honey and lemon reduce coughing at night?", "yes")]
    [InlineData("The blue lamp is associated with fewer falls [ISRCTN00000000]", "Is the blue lamp associated with fewer falls?", "yes")]
    [InlineData("Short breaks are as good as long ones (NCT00000000)", "Are short breaks as good as long ones?", "yes")]
    [InlineData("ABC-7 inhibitors increase appetite in mice", null, null)]
    [InlineData("Brisk walking increases appetite in mice", "Does brisk walking increase appetite in mice?", "yes")]
    [InlineData("Brisk walking does not increase appetite in mice", "Does brisk walking increase appetite in mice?", "no")]
    [InlineData("Green tablets do not lower fever: results", "Do green tablets lower fever?", "no")]
    [InlineData("A second visit did not change attendance rates", "Did a second visit change attendance rates?", "no")]
    [InlineData("Posters fail to raise attendance among clerks", "Do posters raise attendance among clerks?", "no")]
    [InlineData("A poster fails to raise attendance among clerks", "Does a poster raise attendance among clerks?", "no")]
    [InlineData("Peppermint has no effect on the speed of typing", "Does peppermint have an effect on the speed of typing?", "no")]
    [InlineData("DPP9 loss is not linked to early grey hair", "Is DPP9 loss linked to early grey hair?", "no")]
    [InlineData("Quinsamine, a new syrup, suppresses hiccups in adults", "Does quinsamine, a new syrup, suppress hiccups in adults?", "yes")]
    public void ToQuestion_Statement_IsAskedAndDecided(string title, string? question, string? decision)
    {
        var asked = StatementTitle.ToQuestion(title);

        Assert.Equal(question, asked?.Question);
        Assert.Equal(decision, asked?.Decision);
    }

    /// <summary>What is no statement, or could be read otherwise.</summary>
    [Theory]
    [InlineData("Effect of warm socks on sleep in shift workers: a randomised trial")]
    [InlineData("Do warm socks improve sleep?")]
    [InlineData("Interventions to improve sleep in shift workers")]
    [InlineData("A leaflet to reduce worry improves attendance at clinics")]
    [InlineData("Nurses who is on leave improves nothing at all")]
    [InlineData("How socks reduces cold feet in winter")]
    [InlineData("Greater increases in weight after two winters")]
    [InlineData("Weather influences on mood and sleep")]
    [InlineData("Warm socks may improve sleep in shift workers")]
    [InlineData("Warm socks can improve sleep in shift workers")]
    [InlineData("Nightly reading improves recall but not speed")]
    [InlineData("Nightly reading improves recall only in nurses")]
    [InlineData("Nightly reading does not improve recall without tea")]
    [InlineData("Warm socks have improved sleep in shift workers")]
    [InlineData("A cold night in spring: socks improve sleep of workers")]
    [InlineData("Silence is golden")]
    [InlineData("Nightly reading improves recall and reduces worry in nurses")]
    [InlineData("Nightly reading improves recall and fails to lower worry")]
    [InlineData("Nightly reading improves recall and failed, to lower worry")]
    [InlineData("Nightly reading improves recall and is safe")]
    [InlineData("Nightly reading improves recall and was liked by nurses")]
    [InlineData("Nightly reading improves recall and does nothing for worry")]
    [InlineData("Nightly reading improves recall and has little effect on worry")]
    [InlineData("The blue lamp is linked to fewer falls and is cheap")]
    [InlineData("Nightly reading improves recall and cannot lower worry")]
    [InlineData("Recall was better and nightly reading improves sleep in nurses")]
    [InlineData("Fail, they said, improves recall in nurses")]
    [InlineData("Failure of a leaflet which is given to nurses")]
    [InlineData("")]
    [InlineData("is")]
    public void ToQuestion_NoPlainStatement_IsNone(string title) => Assert.Null(StatementTitle.ToQuestion(title));
}
