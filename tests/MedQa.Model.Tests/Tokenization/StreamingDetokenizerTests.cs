using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Pieces of text as ids come: never half a character, and together what decoding all at once gives.</summary>
public class StreamingDetokenizerTests
{
    [Fact]
    public void Append_BytesOfOneCharacter_AreHeldBackUntilTheLast()
    {
        var tokenizer = SmallTokenizers.ByteLevel();
        var detokenizer = new StreamingDetokenizer(tokenizer);

        var pieces = tokenizer.Encode("a😀b").Select(detokenizer.Append).ToArray();

        Assert.Equal(["a", "", "", "", "😀", "b"], pieces);
        Assert.Equal("", detokenizer.Flush());
    }

    [Fact]
    public void Flush_CharacterNotFinished_GivesOneReplacementCharacter()
    {
        var tokenizer = SmallTokenizers.ByteLevel();
        var detokenizer = new StreamingDetokenizer(tokenizer);

        var pieces = tokenizer.Encode("é😀").SkipLast(1).Select(detokenizer.Append).ToArray();

        Assert.Equal("é", string.Concat(pieces));
        Assert.Equal("\uFFFD", detokenizer.Flush());
    }

    [Fact]
    public void Append_SentencePiece_LeavesOutTheFirstWordMarkOfEachSegment()
    {
        var tokenizer = SmallTokenizers.SentencePiece("\u2581", "a");
        var detokenizer = new StreamingDetokenizer(tokenizer);
        var ids = tokenizer.Encode("a a");

        Assert.Equal(["", "a", " ", "a"], ids.Select(detokenizer.Append));
        Assert.Equal("", detokenizer.Flush());
        Assert.Equal("a a", string.Concat(ids.Select(detokenizer.Append)));
    }

    [Fact]
    public void Append_ControlToken_ShowsNothing()
    {
        var detokenizer = new StreamingDetokenizer(SmallTokenizers.ByteLevel());

        Assert.Equal("", detokenizer.Append(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => detokenizer.Append(9999));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Append_RandomIds_TogetherAreDecodesTextAndShowNoHalfCharacter(bool sentencePiece)
    {
        ITokenizer tokenizer = sentencePiece
            ? SmallTokenizers.SentencePiece("\u2581", "a", "\u2581a", "é", "中")
            : SmallTokenizers.ByteLevel(("Ã", "©"), ("Ġ", "a"), ("ð", "Ł"));
        var random = new Random(20251122);
        for (var round = 0; round < 2000; round++)
        {
            // Random bytes are rarely UTF-8; half of the rounds take a real text and drop some of its ids.
            var ids = round % 2 == 0
                ? Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(tokenizer.VocabularySize)).ToArray()
                : [.. tokenizer.Encode(SmallTokenizers.RandomText(random, 10)).Where(_ => random.Next(6) > 0)];
            var detokenizer = new StreamingDetokenizer(tokenizer);

            var pieces = ids.Select(detokenizer.Append).ToList();
            pieces.Add(detokenizer.Flush());

            var all = ids.SelectMany(id => tokenizer.GetBytes(id).ToArray()).ToArray();
            var expected = System.Text.Encoding.UTF8.GetString(tokenizer.AddsWordMark && all is [(byte)' ', ..] ? all[1..] : all);
            Assert.Equal(expected, string.Concat(pieces));
            Assert.Equal(expected, tokenizer.Decode(ids));
            Assert.All(pieces, piece => Assert.False(piece.Length > 0 && (char.IsHighSurrogate(piece[^1]) || char.IsLowSurrogate(piece[0]))));
        }
    }
}
