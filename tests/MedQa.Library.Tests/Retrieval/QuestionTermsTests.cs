using MedQa.Library.Retrieval;

namespace MedQa.Library.Tests.Retrieval;

public sealed class QuestionTermsTests
{
    private static readonly LaySynonyms Synonyms = new(["kid, child", "throw up, vomit"]);

    [Fact]
    public void Of_Question_GivesEachStemOnceWithWhatStandsForIt()
    {
        var terms = QuestionTerms.Of("Is it safe if my kids' kid throws up Café au lait?", null, Synonyms);
        Assert.Equal(["safe", "kids", "throws", "café", "au", "lait"], terms.Select(term => term.Word));
        Assert.Equal([" kid ", " cafe "], terms.Where(term => term.Word is "kids" or "café").Select(term => term.Stem));
        Assert.Equal(["vomit"], terms.Single(term => term.Word == "throws").Alternatives);
        Assert.Equal([" vomit "], terms.Single(term => term.Word == "throws").AlternativeStems);
        Assert.True(terms[0].Weight < terms[1].Weight);
        Assert.All(terms, term => Assert.False(term.IsFromBefore));
    }

    [Theory]
    [InlineData("And in children?", true)]
    [InlineData("How long does it last in old people with diabetes?", true)]
    [InlineData("What about swelling?", true)]
    [InlineData("Which foods hold much iron and zinc?", false)]
    public void Of_QuestionBefore_HelpsOneThatLeansOnIt(string question, bool helps)
    {
        var terms = QuestionTerms.Of(question, "What are the signs of asthma in children?", Synonyms);
        Assert.Equal(helps, terms.Any(term => term.Word == "asthma" && term.IsFromBefore && term.Weight == QuestionTerms.PreviousWeight));
        Assert.Equal(terms.Count, terms.DistinctBy(term => term.Stem).Count());
    }
}
