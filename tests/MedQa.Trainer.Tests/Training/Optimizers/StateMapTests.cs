using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Tests.Training.Optimizers;

public class StateMapTests
{
    public static TheoryData<bool> Both => [true, false];

    [Theory]
    [MemberData(nameof(Both))]
    public void Encode_ValueOfTheMap_IsItsOwnCode(bool withSign)
    {
        var map = Map(withSign);

        Assert.Equal(Enumerable.Range(0, 256).Select(c => (byte)c), map.Values.ToArray().Select(map.Encode));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Encode_RandomValues_IsTheNearest(bool withSign)
    {
        var map = Map(withSign);
        var values = map.Values.ToArray();
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var value = (float)(Math.Pow(10, random.NextDouble() * -6) * (withSign && i % 2 == 0 ? -1 : 1));
            var code = map.Encode(value);

            Assert.Equal(values.Min(v => Math.Abs(v - value)), Math.Abs(values[code] - value));
        }
    }

    [Fact]
    public void Encode_RightInTheMiddle_TakesTheEvenCode()
    {
        var map = StateMap.Square;
        for (var code = 0; code < 255; code++)
        {
            var middle = (map.Values[code] + map.Values[code + 1]) * 0.5f;

            Assert.Equal(code % 2 == 0 ? code : code + 1, map.Encode(middle));
        }
    }

    [Fact]
    public void Encode_SmallestNegative_NeverBecomesZero()
    {
        Assert.Equal(126, StateMap.Mean.Encode(-1e-30f));
        Assert.Equal(127, StateMap.Mean.Encode(1e-30f));
        Assert.Equal(127, StateMap.Mean.Encode(0));
        Assert.Equal(127, StateMap.Mean.Encode(-0f));
        Assert.Equal(0, StateMap.Square.Encode(0));
    }

    private static StateMap Map(bool withSign) => withSign ? StateMap.Mean : StateMap.Square;
}
