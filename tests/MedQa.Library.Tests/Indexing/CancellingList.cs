using MedQa.Library.Passages;

namespace MedQa.Library.Tests.Indexing;

/// <summary>Cancels when its second item is asked for.</summary>
internal sealed class CancellingList(Passage[] passages, CancellationTokenSource source) : IReadOnlyList<Passage>
{
    public int Count => passages.Length;

    public Passage this[int index]
    {
        get
        {
            if (index == 1)
            {
                source.Cancel();
            }

            return passages[index];
        }
    }

    public IEnumerator<Passage> GetEnumerator() => throw new NotSupportedException();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotSupportedException();
}
