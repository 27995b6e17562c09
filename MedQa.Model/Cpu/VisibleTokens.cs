using static TorchSharp.torch;

namespace MedQa.Model.Cpu;

/// <summary>Which tokens see which, as <see cref="Mistral.AttentionMask"/> has it, and at which positions they stand.</summary>
internal sealed unsafe class VisibleTokens
{
    private readonly int? _window;
    private readonly bool[]? _real;
    private readonly int[]? _positions;

    /// <param name="length">S+T, the tokens of a row with these.</param>
    /// <param name="window">How many positions a token sees, itself included; null sees all.</param>
    /// <param name="padding">[B,S+T], false or 0 where padded; null: none is.</param>
    public VisibleTokens(int length, int? window, Tensor? padding)
    {
        (Length, _window) = (length, window);
        if (padding is null)
        {
            return;
        }

        using var scope = NewDisposeScope();
        _real = padding.to(ScalarType.Bool).contiguous().data<bool>().ToArray();
        _positions = new int[_real.Length];
        for (var i = 0; i < _real.Length; i++)
        {
            _positions[i] = (i % length == 0 ? -1 : _positions[i - 1]) + (_real[i] ? 1 : 0);
        }
    }

    /// <summary>S+T.</summary>
    public int Length { get; }

    /// <summary>A token's position: counted from the row's first real token.</summary>
    public int Position(int batch, int column) => _positions is null ? column : Math.Max(0, _positions[(batch * Length) + column]);

    /// <summary>The first token that one may see.</summary>
    public int First(int column) => _real is null && _window is { } window ? Math.Max(0, column + 1 - window) : 0;

    /// <summary>Makes the scores of tokens that one does not see -∞.</summary>
    /// <param name="scores">Scores of the tokens from <paramref name="from"/> to <paramref name="column"/>.</param>
    /// <param name="batch">The row.</param>
    /// <param name="column">The token that looks.</param>
    /// <param name="from">At most as far as that token sees.</param>
    public void Hide(float* scores, int batch, int column, int from)
    {
        if (_real is null)
        {
            // Of several queries that were scored together a later one sees less far back than the first.
            new Span<float>(scores, First(column) - from).Fill(float.NegativeInfinity);
            return;
        }

        var row = batch * Length;
        for (var other = from; other < column; other++)
        {
            if (!_real[row + other] || (_window is { } window && _positions![row + other] <= _positions[row + column] - window))
            {
                scores[other - from] = float.NegativeInfinity;
            }
        }
    }
}
