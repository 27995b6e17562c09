using System.Text;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Reads a byte-level BPE in GPT-2's two files, as RoBERTa has them too: <c>vocab.json</c> with ids by token, and <c>merges.txt</c> with
/// a merge a line, the first one first merged, after a line with the version.
/// </summary>
internal static class Gpt2Files
{
    private const long MaxFileBytes = 64 << 20;

    /// <param name="vocabularyPath">The path of <c>vocab.json</c>.</param>
    /// <param name="mergesPath">The path of <c>merges.txt</c>.</param>
    /// <param name="names">Which tokens are special.</param>
    /// <exception cref="InvalidDataException">A file is broken, or there is no token that ends a text.</exception>
    public static ByteLevelVocabulary Read(string vocabularyPath, string mergesPath, SpecialNames names)
    {
        var ids = ReadIds(vocabularyPath);
        var tokens = new string?[ids.Count];
        foreach (var (token, id) in ids)
        {
            if (id < 0 || id >= tokens.Length || tokens[id] is not null)
            {
                throw new InvalidDataException($"{vocabularyPath}: the id {id} of '{token}' is given twice or is not below {tokens.Length}, the number of tokens.");
            }

            tokens[id] = token;
        }

        var end = ids.TryGetValue(names.End, out var endId) ? endId
            : throw new InvalidDataException($"{vocabularyPath} has no token '{names.End}', which ends a text.");
        AddedToken[] special = [.. names.In(ids, maskTakesSpace: true).Select(token => new AddedToken(token.Id, token.Name, IsSpecial: true))];
        return new(vocabularyPath, tokens, ReadMerges(mergesPath), special, [new Gpt2Splitter()], IgnoreMerges: false, BosId: null, end);
    }

    private static Dictionary<string, int> ReadIds(string path)
    {
        using var document = JsonFile.Read(path, MaxFileBytes);
        try
        {
            return document.RootElement.EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetInt32(), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no vocabulary: {e.Message}", e);
        }
    }

    private static List<(string Left, string Right)> ReadMerges(string path)
    {
        var merges = new List<(string, string)>();
        var lines = Encoding.UTF8.GetString(TokenizerFile.ReadAllBytes(path, MaxFileBytes)).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.Length == 0 || (i == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
            {
                continue;
            }

            merges.Add(line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
                ? (left, right)
                : throw new InvalidDataException($"{path}: line {i + 1} is no merge; a merge is two tokens with a space between them."));
        }

        return merges;
    }
}
