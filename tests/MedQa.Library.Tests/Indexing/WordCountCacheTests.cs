using MedQa.Library.Indexing;

namespace MedQa.Library.Tests.Indexing;

public sealed class WordCountCacheTests
{
    private readonly WordCountCache _cache = new();
    private int _counted;

    [Fact]
    public void Of_SameChange_CountsOnce()
    {
        Assert.Equal((5, 5), (Of(1, "asthma", 5), Of(1, "asthma", 6)));
        Assert.Equal(1, _counted);
    }

    [Fact]
    public void Of_LaterChange_CountsAgainAndReadersOfAnEarlierOneKeepNothing()
    {
        Of(1, "asthma", 5);
        Assert.Equal(6, Of(2, "asthma", 6));
        Assert.Equal(5, Of(1, "asthma", 5));
        Assert.Equal(6, Of(2, "asthma", 7));
        Assert.Equal(3, _counted);
    }

    [Fact]
    public void Of_WordOfALengthThatNoneHas_IsNotKept()
    {
        var word = new string('a', 100);
        Assert.Equal((1, 2), (Of(1, word, 1), Of(1, word, 2)));
    }

    private long Of(long change, string word, long count) => _cache.Of(change, word, _ =>
    {
        _counted++;
        return count;
    });
}
