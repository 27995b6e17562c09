using System.Text.RegularExpressions;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>The word patterns written by hand, against .NET's regular expressions where these see whole characters.</summary>
public class WordSplitterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FirstLength_RandomTexts_CutAsThePatternDoes(bool gpt2)
    {
        IWordSplitter splitter = gpt2 ? new Gpt2Splitter() : new Llama3Splitter();
        var pattern = new Regex(gpt2 ? Gpt2Splitter.Pattern : Llama3Splitter.Pattern, RegexOptions.CultureInvariant);
        var random = new Random(7);
        for (var round = 0; round < 5000; round++)
        {
            var text = string.Concat(SmallTokenizers.RandomText(random, random.Next(1, 15)).Where(c => !char.IsSurrogate(c)));

            Assert.Equal(pattern.Matches(text).Select(match => match.Value), Cut(splitter, text));
        }
    }

    [Fact]
    public void FirstLength_LettersAndDigitsPastTheFirstPlane_AreLettersAndDigits()
    {
        Assert.Equal(["a𝐀𠀀", " 𝟙𝟙", "😀!"], Cut(new Gpt2Splitter(), "a𝐀𠀀 𝟙𝟙😀!"));
        Assert.Equal(["𝐀a", "𝟙𝟙𝟙", "𝟙"], Cut(new Llama3Splitter(), "𝐀a𝟙𝟙𝟙𝟙"));
        Assert.Equal(["𝐀", "𝟙", "2", "x"], Cut(new DigitSplitter(individual: true), "𝐀𝟙2x"));
        Assert.Equal(["a", "12Ⅳ", " b"], Cut(new DigitSplitter(individual: false), "a12Ⅳ b"));
    }

    [Fact]
    public void FirstLength_HalfASurrogatePair_IsNeitherLetterNorSpace()
    {
        Assert.Equal(["a", "\uD835!", "b"], Cut(new Gpt2Splitter(), "a\uD835!b"));
    }

    private static List<string> Cut(IWordSplitter splitter, string text)
    {
        var parts = new List<string>();
        for (var left = text; left.Length > 0; left = left[parts[^1].Length..])
        {
            parts.Add(left[..splitter.FirstLength(left)]);
        }

        return parts;
    }
}
