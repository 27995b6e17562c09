using MedQa.Library.Retrieval;
using MedQa.Library.Text;

namespace MedQa.Library.Tests.Retrieval;

public sealed class LaySynonymsTests
{
    [Fact]
    public void At_Groups_StandForEachOtherOrOneWay()
    {
        var synonyms = new LaySynonyms(["# a remark", "", "kid, kids, child", "pee, wee > urine", "tummy ache, sore tummy > abdominal pain", "ache, pain"]);
        Assert.Equal(["child"], Of(synonyms, "kids"));
        Assert.Equal(["kid", "kids"], Of(synonyms, "child"));
        Assert.Equal(["wee", "urine"], Of(synonyms, "peeing"));
        Assert.Empty(Of(synonyms, "urine"));
        Assert.Equal(["sore tummy", "abdominal pain"], Of(synonyms, "tummy aches"));
        Assert.Equal([2], synonyms.At(["my", "tummi", "ach"], 1).Select(found => found.Words));
        Assert.Equal([1], synonyms.At(["my", "tummi", "ach"], 2).Select(found => found.Words));
    }

    [Fact]
    public void Default_Resource_IsWellFormedAndLarge()
    {
        using var stream = typeof(LaySynonyms).Assembly.GetManifestResourceStream("synonyms.txt")!;
        using var reader = new StreamReader(stream);
        string[] groups = [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        Assert.InRange(groups.Length, 300, 2_000);
        Assert.All(groups, group =>
        {
            var sides = group.Split('>');
            Assert.InRange(sides.Length, 1, 2);
            Assert.All(group.Split('>', ','), word => Assert.Matches("^ ?[a-z0-9][a-z0-9 ]*[a-z0-9] ?$", word));
            Assert.True(sides.Length == 2 || sides[0].Contains(','), group);
        });
    }

    private static IEnumerable<string> Of(LaySynonyms synonyms, string words) => synonyms.At(TextWords.Stems(words).Split(' '), 0).SelectMany(found => found.Alternatives);
}
