namespace MedQa.Library.Indexing;

/// <summary>The k largest of many numbers, to know the least of them.</summary>
/// <param name="count">k.</param>
internal sealed class LowerBounds(int count)
{
    private readonly PriorityQueue<float, float> _largest = new(count + 1);

    /// <summary>The k-th largest so far; while there are fewer, minus infinity.</summary>
    public float Least { get; private set; } = float.NegativeInfinity;

    public void Add(float value)
    {
        if (value > Least)
        {
            _largest.Enqueue(value, value);
            if (_largest.Count > count)
            {
                _largest.Dequeue();
            }

            Least = _largest.Count == count ? _largest.Peek() : float.NegativeInfinity;
        }
    }
}
