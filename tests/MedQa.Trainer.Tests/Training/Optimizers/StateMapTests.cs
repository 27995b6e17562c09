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

        Assert.Equal(Enumerable.Range(0, 256).Select(c => (byte)c), Encode(map, map.Values.ToArray()));
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
            var code = Encode(map, value)[0];

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

            Assert.Equal(code % 2 == 0 ? code : code + 1, Encode(map, middle)[0]);
        }
    }

    [Fact]
    public void Encode_SmallestNegative_NeverBecomesZero()
    {
        Assert.Equal(126, Encode(StateMap.Mean, -1e-30f)[0]);
        Assert.Equal(127, Encode(StateMap.Mean, 1e-30f)[0]);
        Assert.Equal(127, Encode(StateMap.Mean, 0)[0]);
        Assert.Equal(127, Encode(StateMap.Mean, -0f)[0]);
        Assert.Equal(0, Encode(StateMap.Square, 0)[0]);
    }

    private static StateMap Map(bool withSign) => withSign ? StateMap.Mean : StateMap.Square;

    private static byte[] Encode(StateMap map, params float[] values)
    {
        var codes = new byte[values.Length];
        map.Encode(values, codes);
        return codes;
    }
}
