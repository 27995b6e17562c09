using MedQa.Model.Mistral;
using TorchSharp;

namespace MedQa.Model.Tests.Mistral;

public sealed class KvCacheTests
{
    [Fact]
    public void AllOrNone_OneCannotBeMade_FreesThoseBefore()
    {
        var made = new List<torch.Tensor>();

        var error = Assert.Throws<InsufficientMemoryException>(() => KvCache.AllOrNone(4, () =>
        {
            if (made.Count == 2)
            {
                throw new InsufficientMemoryException("No room for a third.");
            }

            made.Add(torch.empty([2, 3]));
            return made[^1];
        }));

        Assert.Equal("No room for a third.", error.Message);
        Assert.Equal(2, made.Count);
        Assert.All(made, t => Assert.True(t.IsInvalid));
    }
}
