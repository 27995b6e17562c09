using System.Globalization;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;
using Xunit.Abstractions;

namespace MedQa.Trainer.Tests.Pairs;

/// <summary>Conclusions made up for these tests; and the rules against PubMedQA's own decisions.</summary>
public sealed class ConclusionDecisionTests(ITestOutputHelper output)
{
    private const string Question = "Do warm socks improve sleep?";
    private static readonly string[] Labels = ["yes", "no", "maybe"];

    [Theory]
    [InlineData("Warm socks improve sleep.", "yes")]
    [InlineData("Warm socks may improve sleep. Larger trials are needed.", "yes")]
    [InlineData("Warm socks not only improve sleep.", "yes")]
    [InlineData("Warm socks improved sleep without serious adverse events.", "yes")]
    [InlineData("Although few nurses took part, warm socks improved sleep.", "yes")]
    [InlineData("Warm socks did not improve sleep.", "no")]
    [InlineData("There was no difference in sleep between warm socks and cold ones.", "no")]
    [InlineData("Sleep was similar with warm socks and cold ones.", "no")]
    [InlineData("Warm socks failed to improve sleep.", "no")]
    [InlineData("Nurses are often tired. Warm socks do not improve their sleep.", "no")]
    [InlineData("Warm socks did not change how nurses sleep. Warm socks seem to improve sleep.", "no")]
    [InlineData("Warm socks improve sleep but not mood.", "yes")]
    [InlineData("Warm socks improved sleep in women, but did not improve it in men.", "maybe")]
    [InlineData("Warm socks did not improve sleep. However, mood was better.", "maybe")]
    [InlineData("Warm socks did not improve sleep. However, mood was not better.", "no")]
    [InlineData("Whether warm socks improve sleep remains unknown.", "maybe")]
    [InlineData("The evidence on warm socks and sleep is conflicting.", "maybe")]
    [InlineData("", "yes")]
    public void Of_Conclusion_IsRead(string conclusion, string decision) => Assert.Equal(decision, ConclusionDecision.Of(Question, conclusion));

    [Fact]
    public void Of_LikenessAskedFor_IsAffirmedByLikeness() =>
        Assert.Equal("yes", ConclusionDecision.Of("Are warm socks as good as cold ones?", "Warm socks and cold ones were similar."));

    [Theory]
    [InlineData("Honey was more effective than lemon.", "yes")]
    [InlineData("Lemon was more effective than honey.", "no")]
    [InlineData("Honey was less effective than lemon.", "no")]
    [InlineData("Lemon was less effective than honey.", "yes")]
    [InlineData("Honey relieves cough.", "yes")]
    [InlineData("Honey and lemon were similar.", "no")]
    public void Of_Comparison_MindsWhichIsBetter(string conclusion, string decision) =>
        Assert.Equal(decision, ConclusionDecision.Of(new AskedQuestion("Is honey better than lemon for cough?", "title") { Compared = ("honey", "lemon") }, conclusion));

    [Theory]
    [InlineData("They sleep well.", true)]
    [InlineData("More trials are needed.", false)]
    [InlineData("", false)]
    public void Answers_Conclusion_SharesAWordWithTheQuestion(string conclusion, bool expected) => Assert.Equal(expected, ConclusionDecision.Answers(Question, conclusion));

    /// <summary>The 500 rows that are no test: long answers with the decisions that people gave.</summary>
    [SkippableFact]
    public async Task Of_PubMedQaLongAnswers_AgreesWithPeople()
    {
        var test = (await DataSplit.LoadAsync(Goldens.RequireBesideModels("pubmedqa/test_ground_truth.json"))).Test.ToHashSet();
        var rows = (await QaFile.LoadAsync(Goldens.RequireBesideModels("pubmedqa/ori_pqal.json"))).Where(r => !test.Contains(r.Id)).ToArray();

        var counts = rows.CountBy(r => (Row: Array.IndexOf(Labels, r.Decision), Column: Array.IndexOf(Labels, ConclusionDecision.Of(r.Question, r.LongAnswer)))).ToDictionary();

        output.WriteLine("people \\ rules: yes, no, maybe");
        var f1 = new double[Labels.Length];
        for (var label = 0; label < Labels.Length; label++)
        {
            var row = Enumerable.Range(0, Labels.Length).Select(c => counts.GetValueOrDefault((label, c))).ToArray();
            var column = Enumerable.Range(0, Labels.Length).Sum(r => counts.GetValueOrDefault((r, label)));
            f1[label] = 2.0 * row[label] / (row.Sum() + column);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Labels[label]}: {string.Join(", ", row)}; F1 {f1[label]:0.000}"));
        }

        var accuracy = Enumerable.Range(0, Labels.Length).Sum(l => counts.GetValueOrDefault((l, l))) / (double)rows.Length;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accuracy {accuracy:0.000}, macro-F1 {f1.Average():0.000}"));
        Assert.Equal(500, rows.Length);
        Assert.InRange(accuracy, 0.72, 0.85);
        Assert.InRange(f1.Average(), 0.56, 0.80);
    }
}
