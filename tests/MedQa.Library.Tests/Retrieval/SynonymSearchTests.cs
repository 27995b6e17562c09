using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using MedQa.Library.Tests.Indexing;

namespace MedQa.Library.Tests.Retrieval;

public sealed class SynonymSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Search_WordTheIndexLacks_FindsWhatStandsForIt()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Abdominal pain in a child needs a doctor."), IndexCase.Passage("The abdominal wall has muscles. Other pain is elsewhere."), IndexCase.Passage("Ears.")], null);
        var retriever = new PassageRetriever(index, null);
        Assert.Equal([1], (await retriever.SearchAsync("tummy ache?", 1)).Select(found => found.Passage.Id));
        Assert.Equal([1], (await retriever.SearchAsync("kid", 5)).Select(found => found.Passage.Id));
        // The question's own word counts more than what stands for it.
        await index.PutAsync(IndexCase.Entry("b"), [IndexCase.Passage("A kid is a young goat on a farm.")], null);
        Assert.Equal([4, 1], (await retriever.SearchAsync("kid", 5)).Select(found => found.Passage.Id));
    }

    public void Dispose() => _folder.Dispose();
}
