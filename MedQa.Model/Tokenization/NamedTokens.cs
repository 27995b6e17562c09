using System.Text.Json;

namespace MedQa.Model.Tokenization;

/// <summary>Reads the tokens that texts give by name from a <c>tokenizer.json</c>'s <c>added_tokens</c>.</summary>
internal static class NamedTokens
{
    private const int MaxVocabulary = 1 << 20;

    /// <param name="root">The file's JSON.</param>
    /// <param name="hasNormalizer">Whether texts are changed before they are cut.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InvalidDataException">A token is looked for in a way that is not supported.</exception>
    public static IReadOnlyCollection<NamedToken> Read(JsonElement root, bool hasNormalizer, string path)
    {
        var tokens = new Dictionary<int, NamedToken>();
        if (!root.TryGetProperty("added_tokens", out var added) || added.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        foreach (var token in added.EnumerateArray())
        {
            var (id, name) = (token.GetProperty("id").GetInt32(), token.GetProperty("content").GetString() ?? "");
            Refuse(id is < 0 or >= MaxVocabulary || name.Length == 0, $"is empty or its id is not between 0 and {MaxVocabulary - 1}");
            Refuse(Flag(token, "single_word"), "is looked for as a whole word only (single_word), which is not supported");
            Refuse(hasNormalizer && Flag(token, "normalized"), "is looked for in prepared text (normalized), which is not supported");
            Refuse(!tokens.TryAdd(id, new(id, name, Flag(token, "lstrip"), Flag(token, "rstrip"))), "is listed twice");

            void Refuse(bool wrong, string what)
            {
                if (wrong)
                {
                    throw new InvalidDataException($"{path}: the added token {id} '{name}' {what}.");
                }
            }
        }

        return tokens.Values;
    }

    private static bool Flag(JsonElement token, string name) => token.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
}
