namespace MedQa.Model.Tokenization;

/// <summary>Texts that are always one token wherever they stand (user-defined pieces, added tokens that are not special): the leftmost is found first, the longest of those that begin there.</summary>
internal sealed class LiteralPieces
{
    private readonly Dictionary<char, List<(string Text, int Id)>> _byFirst = [];

    /// <param name="pieces">Texts, none empty, and their ids.</param>
    public LiteralPieces(IEnumerable<(string Text, int Id)> pieces)
    {
        foreach (var piece in pieces.OrderByDescending(piece => piece.Text.Length))
        {
            if (!_byFirst.TryGetValue(piece.Text[0], out var list))
            {
                _byFirst.Add(piece.Text[0], list = []);
            }

            list.Add(piece);
        }
    }

    /// <summary>Finds the first piece in the text.</summary>
    public bool TryFind(ReadOnlySpan<char> text, out int start, out int length, out int id)
    {
        for (start = 0; _byFirst.Count > 0 && start < text.Length; start++)
        {
            if (!_byFirst.TryGetValue(text[start], out var pieces))
            {
                continue;
            }

            foreach (var piece in pieces)
            {
                if (text[start..].StartsWith(piece.Text, StringComparison.Ordinal))
                {
                    (length, id) = (piece.Text.Length, piece.Id);
                    return true;
                }
            }
        }

        (length, id) = (0, 0);
        return false;
    }
}
