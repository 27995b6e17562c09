using MedQa.Library.Passages;

namespace MedQa.Library.Tests.Passages;

public sealed class SentenceSplitterTests
{
    /// <summary>Written by hand; <c>¦</c> is where a sentence ends.</summary>
    [Theory]
    [InlineData("Asthma is common.¦ It narrows the airways!¦ Is it severe?¦ Often not…¦ Ask.")]
    [InlineData("Dr. Lee and Prof. Kim saw Mrs. Day at St. Mary.¦ They agreed.")]
    [InlineData("Blood thinners, e.g. Warfarin, i.e. Coumadin, cf. Fig. 2, help.¦ Others do not.")]
    [InlineData("The dose was 2.5 mg.¦ It rose to 7.5 mg. per day, approx. 10% vs. 5%.")]
    [InlineData("A pH of 7.35 to 7.45 is normal (p<0.05; n=12.5).¦ See www.who.int for more.")]
    [InlineData("J. R. Smith et al. (2010) and J. Doe et al. 2011 agree.¦ E. coli and S. aureus grew.")]
    [InlineData("It was shown by Lee et al.¦ The rest is open.")]
    [InlineData("Take vitamin C.¦ Avoid hepatitis B.¦ Influenza A. and B differ.")]
    [InlineData("The U.S. Food and Drug Administration approved it in the U.S.¦ It is sold there.")]
    [InlineData("She is an M.D. Anderson fellow and a Ph.D.¦ She works here.")]
    [InlineData("Come at 8 a.m. sharp or 5 p.m.¦ Bring water, etc.¦ Rest after.")]
    [InlineData("On Jan. 5 and in ward No. 5 it began.¦ Is it safe?¦ No.¦ Not at all.")]
    [InlineData("\"Is it urgent?\" she asked.¦ \"Yes.\"¦ He left.")]
    [InlineData("It works (in most cases).¦ (See the table.)¦ [1] Another study agrees.")]
    [InlineData("The pH fell.¦ pH is measured in blood.¦ mRNA vaccines help.")]
    [InlineData("1. Rest for a day.¦ Drink.\n¦2) Call a doctor\n¦• Fever above 38.5 °C\n¦- Chills")]
    [InlineData("a) Wash your hands.\n¦12. Dry them.")]
    [InlineData("Wait... then call.¦ Wait...¦ Then call!!¦ Really?!¦ Yes.")]
    [InlineData("In 2019 it rose by 3.¦ 5 of 10 died.¦ Type 2 is common.")]
    [InlineData("No end mark here")]
    [InlineData("Staphylococcus spp. and Candida var. albicans were found.")]
    [InlineData("Given q.d. or b.i.d. with food.¦ Use 5 ml.¦ Shake well.")]
    [InlineData("Über 38 °C.¦ Äußerst selten.¦ Été.")]
    public void Split_WrittenCases_EndsWhereTheMarkIs(string marked)
    {
        var expected = marked.Split('¦', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim());
        var text = marked.Replace("¦", "", StringComparison.Ordinal);
        Assert.Equal(expected, SentenceSplitter.Split(text).Select(s => s.Of(text).ToString()));
    }

    [Fact]
    public void Split_AnyText_LosesNothingButWhiteSpace()
    {
        var random = new Random(3);
        var alphabet = "aB. \n!?)\"1é-•(…\t".ToCharArray();
        for (var i = 0; i < 2_000; i++)
        {
            var text = new string(random.GetItems(alphabet, random.Next(60)));
            var sentences = SentenceSplitter.Split(text);
            Assert.Equal(text.Where(c => !char.IsWhiteSpace(c)), sentences.SelectMany(s => text[s.Start..s.End]).Where(c => !char.IsWhiteSpace(c)));
            Assert.All(sentences.Zip(sentences.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
            Assert.All(sentences, s => Assert.DoesNotContain('\n', text[s.Start..s.End]));
        }
    }

    [Fact]
    public void Split_OnlyStops_TakesLinearTime()
    {
        Assert.Single(SentenceSplitter.Split(new string('.', 2_000_000)));
        Assert.Single(SentenceSplitter.Split(string.Concat(Enumerable.Repeat("a.", 1_000_000))));
    }
}
