using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Merging with a queue against looking for the best pair again and again.</summary>
public class BpeMergesTests
{
    [Fact]
    public void Apply_RandomMerges_GivesWhatTheDefinitionGives()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            var merges = new Dictionary<(int, int), (int Rank, int Id)>();
            var table = new BpeMerges(0);
            for (var id = 5; id < 40; id++)
            {
                // Few ranks, so that ties are common.
                var (pair, rank) = ((random.Next(id), random.Next(id)), random.Next(12));
                if (merges.TryAdd(pair, (rank, id)))
                {
                    table.Add(pair.Item1, pair.Item2, rank, id);
                }
            }

            var symbols = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(5)).ToList();
            var expected = ByDefinition(symbols, merges);

            table.Apply(symbols);

            Assert.Equal(expected, symbols);
        }
    }

    [Fact]
    public void Apply_AMillionEqualSymbols_EndsSoon()
    {
        var table = new BpeMerges(1);
        table.Add(0, 0, 0, 1);
        table.Add(1, 1, 1, 2);
        var symbols = Enumerable.Repeat(0, 1_000_000).ToList();

        table.Apply(symbols);

        Assert.Equal(250_000, symbols.Count);
    }

    private static List<int> ByDefinition(IEnumerable<int> symbols, Dictionary<(int, int), (int Rank, int Id)> merges)
    {
        var list = symbols.ToList();
        while (true)
        {
            var best = Enumerable.Range(0, list.Count - 1).Where(i => merges.ContainsKey((list[i], list[i + 1])))
                .OrderBy(i => merges[(list[i], list[i + 1])].Rank).ThenBy(i => i).Select(i => (int?)i).FirstOrDefault();
            if (best is not { } at)
            {
                return list;
            }

            list[at] = merges[(list[at], list[at + 1])].Id;
            list.RemoveAt(at + 1);
        }
    }
}
