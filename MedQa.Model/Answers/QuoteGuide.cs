using MedQa.Model.Generation;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Answers;

/// <summary>
/// Makes one answer of given quotes alone, each whole and said once, parted by a space. The model chooses between them token by token, over the
/// trie of their encodings, and after a whole quote whether it ends or goes on with another. One quote may be the beginning of another. A quote that
/// no longer fits into the budget is not offered, so none is cut; where none fits (<see cref="LeastTokens"/>), the answer is empty. Not thread-safe.
/// </summary>
public sealed class QuoteGuide : ITokenGuide
{
    /// <summary>The most quotes of an answer, if nothing else is said.</summary>
    public const int DefaultMost = 3;

    private readonly ITokenizer _tokenizer;
    private readonly int[] _ends;
    private readonly int _most;
    private readonly Func<string, string, bool> _mayFollow;
    private readonly (string Quote, float Bias)? _favourite;
    private readonly string[] _quotes;
    private readonly Dictionary<string, IReadOnlyList<int>> _continuations = new(StringComparer.Ordinal);
    private List<Branch> _branches = [];
    private int _left = int.MaxValue;

    /// <summary>Begins an answer.</summary>
    /// <param name="tokenizer">The model's tokenizer. A quote that does not come out of it as it went in is not offered.</param>
    /// <param name="quotes">What the answer may say.</param>
    /// <param name="ends">The tokens that end an answer; without one it goes on for as long as it may.</param>
    /// <param name="decline">A sentence that may stand in the quotes' stead, alone; or null.</param>
    /// <param name="most">The most quotes of the answer, at least one.</param>
    /// <param name="mayFollow">Whether a quote may stand behind all that is said before it; null where any may.</param>
    /// <param name="favourite">The quote that is likeliest by what else is known, and what the logits of its tokens gain over other quotes' where the answer begins; null for none.</param>
    public QuoteGuide(
        ITokenizer tokenizer, IReadOnlyList<string> quotes, IReadOnlyCollection<int> ends, string? decline = null, int most = DefaultMost, Func<string, string, bool>? mayFollow = null,
        (string Quote, float Bias)? favourite = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(quotes);
        ArgumentNullException.ThrowIfNull(ends);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        (_tokenizer, _ends, _most, _mayFollow, _favourite) = (tokenizer, [.. ends], most, mayFollow ?? ((_, _) => true), favourite);
        _quotes = [.. quotes.Distinct(StringComparer.Ordinal)];
        _branches.AddRange(_quotes.Select(quote => Begin(quote, [quote])).OfType<Branch>());
        LeastTokens = _branches.Count == 0 ? null : _branches.Min(branch => branch.Ids.Count);
        if (decline is not null)
        {
            var declining = Begin(decline, null);
            LeastTokens = declining is null || LeastTokens is not { } least ? null : Math.Max(least, declining.Ids.Count);
            _branches.AddRange(declining is null ? [] : [declining]);
        }
    }

    /// <summary>
    /// The budget that the shortest quote fits into, and the sentence that declines where one is given; null where there is no quote, or that sentence
    /// does not come out of the tokenizer as it went in: then the choice would not be the model's.
    /// </summary>
    public int? LeastTokens { get; }

    /// <inheritdoc/>
    public bool IsComplete => _branches.Exists(branch => branch.IsWhole) && !_branches.Exists(Fits);

    /// <inheritdoc/>
    public IReadOnlyList<int>? Allowed(int left)
    {
        _left = left;
        int[] next = [.. _branches.Where(Fits).Select(branch => branch.Ids[branch.At]).Distinct()];
        int[] allowed = MayEnd() ? [.. next, .. _ends] : next;
        return allowed.Length == 0 ? null : allowed;
    }

    /// <summary>The favourite's bias, for its tokens where it fits. The sentence that declines has the same: whether to decline is for the model to say.</summary>
    public float Favour(int id)
    {
        if (_favourite is not { } favourite || !_branches.Exists(IsFavourite))
        {
            return 0;
        }

        return _branches.Exists(branch => (IsFavourite(branch) || branch.Said is null) && Fits(branch) && branch.Ids[branch.At] == id) ? favourite.Bias : 0;

        bool IsFavourite(Branch branch) => branch.Said?.Count == 1 && branch.Text == favourite.Quote && Fits(branch);
    }

    /// <inheritdoc/>
    public bool MayEnd() => _branches.Exists(branch => branch.IsWhole) || !_branches.Exists(Fits);

    /// <inheritdoc/>
    public void Add(int id)
    {
        _left--;
        _branches = [.. _branches.Where(branch => !branch.IsWhole && branch.Ids[branch.At] == id).Select(branch => branch with { At = branch.At + 1 })];
        _branches.AddRange(_branches.Where(branch => branch.IsWhole).SelectMany(GoOn).ToList());
    }

    private bool Fits(Branch branch) => !branch.IsWhole && branch.Ids.Count - branch.At <= _left;

    private Branch? Begin(string text, IReadOnlyList<string>? said)
    {
        var ids = _tokenizer.Encode(text);
        return ids.Count > 0 && _tokenizer.Decode(ids) == text ? new(ids, 0, [], text, said) : null;
    }

    /// <summary>What may come behind a whole quote. A quote that holds one said before, or that one holds, would say it again.</summary>
    private IEnumerable<Branch> GoOn(Branch before)
    {
        if (before.Said is not { } said || said.Count >= _most)
        {
            yield break;
        }

        IReadOnlyList<int> behind = [.. before.Behind, .. before.Ids];
        foreach (var quote in _quotes)
        {
            if (said.Any(one => one.Contains(quote, StringComparison.Ordinal) || quote.Contains(one, StringComparison.Ordinal)))
            {
                continue;
            }

            var (ids, text) = (Continuation(quote), $"{before.Text} {quote}");
            if (ids.Count <= _left && _mayFollow(before.Text, quote) && _tokenizer.Decode([.. behind, .. ids]) == text)
            {
                yield return new(ids, 0, behind, text, [.. said, quote]);
            }
        }
    }

    private IReadOnlyList<int> Continuation(string quote) =>
        _continuations.TryGetValue(quote, out var known) ? known : _continuations[quote] = _tokenizer.EncodeContinuation($" {quote}");

    /// <summary>One way that the answer may be going.</summary>
    /// <param name="Ids">The encoding of the quote that is being said.</param>
    /// <param name="At">How many of them are there.</param>
    /// <param name="Behind">The ids of the quotes before.</param>
    /// <param name="Text">The answer with this quote.</param>
    /// <param name="Said">Its quotes, this one included; null where nothing may follow.</param>
    private sealed record Branch(IReadOnlyList<int> Ids, int At, IReadOnlyList<int> Behind, string Text, IReadOnlyList<string>? Said)
    {
        public bool IsWhole => At == Ids.Count;
    }
}
