using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

public sealed class NounNumberTests
{
    [Theory]
    [InlineData("warm socks", true)]
    [InlineData("honey and lemon", true)]
    [InlineData("women with asthma", true)]
    [InlineData("SSRIs", true)]
    [InlineData("two lamps, blue and white,", true)]
    [InlineData("different media", true)]
    [InlineData("a lamp with red and white bulbs", false)]
    [InlineData("a lamp and shade", false)]
    [InlineData("treatment of warts", false)]
    [InlineData("a lamp including two bulbs", false)]
    [InlineData("adding honey and lemon", false)]
    [InlineData("walking aids", true)]
    [InlineData("diabetes", false)]
    [InlineData("illness", false)]
    [InlineData("AIDS", false)]
    [InlineData("quinsamine (two tablets)", false)]
    [InlineData("(QSM)", false)]
    [InlineData("", false)]
    public void IsPlural_Phrase_IsThatOfItsHead(string phrase, bool expected)
    {
        Assert.Equal(expected, NounNumber.IsPlural(phrase));
        Assert.Equal(expected ? ("Are", "Do") : ("Is", "Does"), (NounNumber.Copula(phrase), NounNumber.Auxiliary(phrase)));
    }
}
