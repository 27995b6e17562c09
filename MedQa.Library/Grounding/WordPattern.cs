namespace MedQa.Library.Grounding;

/// <summary>
/// Beginnings of sentences, told word by word (Thompson, 1968, "Regular expression search algorithm"), so that one is known as soon as it
/// stands there and as long as it can still come. A pattern is a list of words: <c>a/b</c> is one of several, <c>?</c> behind it may be
/// missing, <c>( x | y )</c> is either, <c>...</c> any words or none. The time grows with the words and no faster. Thread-safe.
/// </summary>
internal sealed class WordPattern
{
    private readonly List<Node> _nodes = [];
    private readonly int _start;
    private readonly int _end;

    /// <param name="pattern">The pattern; signs and words are parted by white space.</param>
    public WordPattern(string pattern)
    {
        var tokens = new Queue<string>(pattern.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        (_start, _end) = Alternatives(tokens);
        if (tokens.Count > 0)
        {
            throw new ArgumentException($"The pattern has a ) without its (, {tokens.Count} signs before its end.");
        }
    }

    /// <summary>Judges a sentence.</summary>
    /// <param name="words">Its whole words.</param>
    /// <param name="open">The letters of a word that may go on; null where there is none.</param>
    /// <param name="ended">Whether the sentence ends with them.</param>
    public DeclineBeginning Judge(IEnumerable<string> words, string? open, bool ended)
    {
        var states = Reach([_start]);
        foreach (var word in words)
        {
            if (states.Contains(_end))
            {
                return DeclineBeginning.Yes;
            }

            states = Reach(states.SelectMany(state => _nodes[state].After(word, state)));
        }

        return states.Contains(_end) ? DeclineBeginning.Yes
            : !ended && states.Any(state => _nodes[state].MayTake(open)) ? DeclineBeginning.Perhaps
            : DeclineBeginning.No;
    }

    /// <summary>The states, and those that no word is needed for.</summary>
    private HashSet<int> Reach(IEnumerable<int> states)
    {
        var reached = new HashSet<int>();
        var left = new Stack<int>(states);
        while (left.TryPop(out var state))
        {
            if (reached.Add(state) && _nodes[state].Words is null)
            {
                _nodes[state].Next.ForEach(left.Push);
            }
        }

        return reached;
    }

    private (int Start, int End) Alternatives(Queue<string> tokens)
    {
        var (start, end) = (Add(new()), Add(new()));
        do
        {
            var (first, last) = Sequence(tokens);
            _nodes[start].Next.Add(first);
            _nodes[last].Next.Add(end);
        }
        while (tokens.TryPeek(out var sign) && sign == "|" && tokens.Dequeue() is not null);
        return (start, end);
    }

    private (int Start, int End) Sequence(Queue<string> tokens)
    {
        var start = Add(new());
        var end = start;
        while (tokens.TryPeek(out var token) && token is not ("|" or ")" or ")?"))
        {
            var (first, last, mayBeMissing) = Step(tokens);
            var after = Add(new());
            _nodes[end].Next.Add(first);
            _nodes[last].Next.Add(after);
            if (mayBeMissing)
            {
                _nodes[end].Next.Add(after);
            }

            end = after;
        }

        return (start, end);
    }

    private (int First, int Last, bool MayBeMissing) Step(Queue<string> tokens)
    {
        var token = tokens.Dequeue();
        switch (token)
        {
            case "(":
                var (start, end) = Alternatives(tokens);
                return (start, end, (tokens.TryDequeue(out var close) ? close : throw new ArgumentException("The pattern has a ( without its ).")) == ")?");
            case "...":
                var gap = Add(new() { IsGap = true });
                return (gap, gap, false);
            default:
                var words = Add(new() { Words = token.TrimEnd('?').Split('/').ToHashSet(StringComparer.Ordinal) });
                return (words, words, token.EndsWith('?'));
        }
    }

    private int Add(Node node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    /// <summary>A state. One with words is left by one of them, one without at once; a gap takes any word and stays.</summary>
    private sealed class Node
    {
        public HashSet<string>? Words { get; init; }

        public bool IsGap { get; init; }

        public List<int> Next { get; } = [];

        public List<int> After(string word, int self) => IsGap ? [self] : Words?.Contains(word) == true ? Next : [];

        /// <summary>Whether a word with this beginning, or any word, leads on.</summary>
        public bool MayTake(string? beginning) => IsGap || (Words is not null && (beginning is null || Words.Any(word => word.StartsWith(beginning, StringComparison.Ordinal))));
    }
}
