using MedQa.Library.Grounding;
using MedQa.Library.Passages;

namespace MedQa.Library.Tests.Grounding;

public sealed class SentenceCutterTests
{
    private const string Hard =
        "1. Rest. Dr. Lee saw E. coli at 5 p.m. today, e.g. Warfarin. Take 2.5 ml. pH is 7. \"Call now!\" she said. (See Fig. 2.) Then? yes. No. 5 is U.S. Government. The end…\n" +
        "- one. Two\n\n- three mRNA. x\n  Vitamin C. Really... No?! \"So.\" Fine";

    [Fact]
    public void Push_AnyPieces_GiveTheSentencesOfTheWhole()
    {
        var random = new Random(5);
        var expected = SentenceSplitter.Split(Hard);
        for (var run = 0; run < 500; run++)
        {
            var cutter = new SentenceCutter();
            var given = new List<TextSpan>();
            for (var at = 0; at < Hard.Length;)
            {
                var length = Math.Min(Hard.Length - at, random.Next(1, run % 20 == 0 ? 3 : 15));
                given.AddRange(cutter.Push(Hard.Substring(at, length)));
                at += length;
                Assert.Equal(expected.Take(given.Count), given);
                // What may be shown ends with a sentence, or inside the next one.
                Assert.InRange(cutter.Certain, given.Count > 0 ? Math.Min(given[^1].End, cutter.Certain) : 0, given.Count < expected.Count ? expected[given.Count].End : Hard.Length);
            }

            given.AddRange(cutter.Finish());
            Assert.Equal(expected, given);
        }
    }

    [Fact]
    public void Push_NextWordComplete_GivesTheSentence()
    {
        var cutter = new SentenceCutter();
        Assert.Empty(cutter.Push("Drink water. Re"));
        Assert.Equal([new(0, 12)], cutter.Push("st "));
    }
}
