using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Reads BERT's WordPiece from a <c>tokenizer.json</c>, or from a <c>vocab.txt</c> with one piece a line, whose number is its id. What
/// changes ids and is not supported is refused by name.
/// </summary>
internal static class WordPieceFiles
{
    private const long MaxFileBytes = 64 << 20;
    private const int MaxVocabulary = 1 << 20;

    // google-research/bert, WordpieceTokenizer; tokenizer.json says it itself.
    private const string Prefix = "##";
    private const int LongestWord = 100;

    /// <summary>Reads a <c>tokenizer.json</c> and the tokens that texts give by name. What <paramref name="config"/> says wins, as in transformers.</summary>
    public static (WordPieceVocabulary Vocabulary, IReadOnlyCollection<NamedToken> Named) ReadJson(string path, EncoderTokenizerConfig config)
    {
        using var document = JsonFile.Read(path, MaxFileBytes);
        try
        {
            var root = document.RootElement;
            var model = root.GetProperty("model");
            Require(Text(model, "type") is "WordPiece", $"the model is of type {Text(model, "type")}; a BERT's is WordPiece");
            Require(Text(root.GetProperty("pre_tokenizer"), "type") is "BertPreTokenizer", $"the pre_tokenizer is {root.GetProperty("pre_tokenizer").GetRawText()}; only BertPreTokenizer is supported");
            var normalizer = root.GetProperty("normalizer");
            Require(normalizer.ValueKind == JsonValueKind.Object && Text(normalizer, "type") is "BertNormalizer", $"the normalizer is {normalizer.GetRawText()}; only BertNormalizer is supported");
            var lowercase = config.Lowercase ?? normalizer.GetProperty("lowercase").GetBoolean();
            bool? strips = normalizer.TryGetProperty("strip_accents", out var strip) && strip.ValueKind != JsonValueKind.Null ? strip.GetBoolean() : null;
            var chinese = config.SplitChinese ?? normalizer.GetProperty("handle_chinese_chars").GetBoolean();
            var ids = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var piece in model.GetProperty("vocab").EnumerateObject())
            {
                Add(ids, piece.Name, piece.Value.GetInt32(), path);
            }

            var vocabulary = new WordPieceVocabulary(
                path,
                ids,
                Text(model, "unk_token") ?? throw new FormatException("the model has no unk_token"),
                Text(model, "continuing_subword_prefix") ?? throw new FormatException("the model has no continuing_subword_prefix"),
                model.GetProperty("max_input_chars_per_word").GetInt32(),
                new(normalizer.GetProperty("clean_text").GetBoolean(), chinese, config.StripAccents ?? strips ?? lowercase, lowercase));
            return (vocabulary, NamedTokens.Read(root, hasNormalizer: true, path));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is no tokenizer.json of the tokenizers library: {e.Message}", e);
        }

        void Require(bool right, string what)
        {
            if (!right)
            {
                throw new InvalidDataException($"{path}: {what}.");
            }
        }
    }

    /// <summary>Reads a <c>vocab.txt</c>; what the file does not say, <paramref name="config"/> does.</summary>
    public static WordPieceVocabulary ReadText(string path, EncoderTokenizerConfig config, string unknown)
    {
        var lowercase = config.Lowercase
            ?? throw new InvalidDataException($"{path}: nothing says whether letters become small; put do_lower_case into tokenizer_config.json beside it.");
        var utf8 = TokenizerFile.ReadAllBytes(path, MaxFileBytes);
        if (!Utf8.IsValid(utf8))
        {
            throw new InvalidDataException($"{path} holds bytes that are no UTF-8.");
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = Encoding.UTF8.GetString(utf8).Split('\n');
        for (var i = 0; i < lines.Length - (lines[^1].Length == 0 ? 1 : 0); i++)
        {
            Add(ids, lines[i].TrimEnd('\r'), i, path);
        }

        return new(path, ids, unknown, Prefix, LongestWord, new(true, config.SplitChinese ?? true, config.StripAccents ?? lowercase, lowercase));
    }

    private static void Add(Dictionary<string, int> ids, string piece, int id, string path)
    {
        if (id is < 0 or >= MaxVocabulary)
        {
            throw new InvalidDataException($"{path}: '{piece}' has the id {id}; ids must lie between 0 and {MaxVocabulary - 1}.");
        }

        if (!ids.TryAdd(piece, id))
        {
            throw new InvalidDataException($"{path}: the piece '{piece}' has two ids, {ids[piece]} and {id}.");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
