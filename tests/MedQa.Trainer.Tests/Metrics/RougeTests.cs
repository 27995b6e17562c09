using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class RougeTests
{
    [Theory]
    [InlineData("Don't-stop 5-HT₃!", "don t stop 5 ht")]
    [InlineData("100 \u212Ag, \u0130stanbul, É", "100 kg i stanbul")]
    [InlineData("KI\u0130\u01305", "kii i 5")]
    [InlineData(" \n\t", "")]
    public void Tokenize_Text_LowersAndSplitsLikePython(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', RougeTokenizer.Tokenize(text, stem: false)));

    [Fact]
    public void Tokenize_Stemmed_LeavesWordsOfThreeLetters() =>
        Assert.Equal(["was", "cat", "gas"], RougeTokenizer.Tokenize("was cats gas", stem: true));

    [Theory]
    [InlineData("", "a b")]
    [InlineData("a b", "")]
    [InlineData("", "")]
    [InlineData("?!", "a")]
    public void Score_NothingToCompare_IsZero(string candidate, string reference) =>
        Assert.Equal(default, Rouge.Score(candidate, reference));

    [Fact]
    public void Score_OneWord_HasNoPairs()
    {
        var scores = Rouge.Score("yes", "Yes.");

        Assert.Equal(new RougeScore(1, 1, 1), scores.Rouge1);
        Assert.Equal(default, scores.Rouge2);
    }

    // Worked through rouge_score's steps: "c b" is matched with "c c" in its first c only (position 1 read from the end), with "b c" in its b.
    [Fact]
    public void Score_SeveralLongestSubsequences_TakesTheOneThatRougeScoreTakes() =>
        Assert.Equal(new RougeScore(1, 0.5, 2 / 3.0), Rouge.Score("c b", "c c\nb c").RougeLsum);
}
