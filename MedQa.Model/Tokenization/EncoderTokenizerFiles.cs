namespace MedQa.Model.Tokenization;

/// <summary>
/// Finds the tokenizer of a BERT or RoBERTa in its folder: <c>tokenizer.json</c>, else <c>vocab.txt</c> (BERT) or <c>vocab.json</c> with
/// <c>merges.txt</c> (RoBERTa). Special tokens that the folder does not name have the names of transformers' class for that tokenizer.
/// </summary>
internal static class EncoderTokenizerFiles
{
    private const string Json = "tokenizer.json";
    private const long MaxFileBytes = 128 << 20;

    /// <summary>Reads a folder's tokenizer.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isRoberta">Whether the encoder is a RoBERTa, else a BERT.</param>
    /// <param name="positions">The most tokens that the encoder takes.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is broken or asks for something that is not supported.</exception>
    public static EncoderTokenizer FromFolder(string folder, bool isRoberta, int positions)
    {
        var config = EncoderTokenizerConfig.Read(folder);
        var names = SpecialNames.Of(config, isRoberta);
        var (plain, named, ids, spaceBefore) = isRoberta ? Roberta(folder, config, names) : Bert(folder, config, names);
        var longest = Math.Min(config.MaxTokens ?? positions, positions);
        return longest >= 2
            ? new(plain, named, Find(names.Begin), Find(names.End), longest, spaceBefore)
            : throw new InvalidDataException($"{folder}: texts of at most {longest} tokens leave no room for the two special ones.");

        int Find(string name) => ids.TryGetValue(name, out var id) ? id
            : throw new InvalidDataException($"{folder}: the tokenizer has no token '{name}', which stands before or after every text.");
    }

    private static Parts Bert(string folder, EncoderTokenizerConfig config, SpecialNames names)
    {
        var json = Path.Combine(folder, Json);
        if (File.Exists(json))
        {
            var (vocabulary, named) = WordPieceFiles.ReadJson(json, config);
            return new(new WordPieceTokenizer(vocabulary), named, vocabulary.Ids, SpaceBefore: false);
        }

        var pieces = WordPieceFiles.ReadText(Require(folder, "vocab.txt", $"{folder} has neither {Json} nor vocab.txt."), config, names.Unknown);
        return new(new WordPieceTokenizer(pieces), names.In(pieces.Ids, maskTakesSpace: false), pieces.Ids, SpaceBefore: false);
    }

    private static Parts Roberta(string folder, EncoderTokenizerConfig config, SpecialNames names)
    {
        var json = Path.Combine(folder, Json);
        var hasJson = File.Exists(json);
        var vocabulary = hasJson
            ? TokenizerJson.Read(json, TokenizerConfig.Read(folder), mayAddSpace: true)
            : Gpt2Files.Read(
                Require(folder, "vocab.json", $"{folder} has neither {Json} nor vocab.json."),
                Require(folder, "merges.txt", $"{folder} has a vocab.json, but no merges.txt."),
                names);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in vocabulary.Tokens.Select((token, id) => (token, id)).Where(t => t.token is not null))
        {
            ids[token!] = id;
        }

        foreach (var token in vocabulary.Added)
        {
            ids[token.Content] = token.Id;
        }

        // bert_score asks transformers' own class for a space before the text, whatever the files say.
        var isOwnClass = config.TokenizerClass is null or "RobertaTokenizer" or "RobertaTokenizerFast";
        var named = hasJson ? ReadNamed(json) : names.In(ids, maskTakesSpace: true);
        return new(new ByteLevelBpeTokenizer(vocabulary), named, ids, isOwnClass || vocabulary.AddsSpace);
    }

    private static IReadOnlyCollection<NamedToken> ReadNamed(string json)
    {
        using var document = JsonFile.Read(json, MaxFileBytes);
        return NamedTokens.Read(document.RootElement, hasNormalizer: false, json);
    }

    private static string Require(string folder, string file, string otherwise)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? path : throw new FileNotFoundException(otherwise, path);
    }

    /// <param name="Plain">Encodes plain text.</param>
    /// <param name="Named">Tokens that a text gives by name.</param>
    /// <param name="Ids">All tokens.</param>
    /// <param name="SpaceBefore">Whether a text gets a space before it.</param>
    private readonly record struct Parts(ITextEncoder Plain, IReadOnlyCollection<NamedToken> Named, IReadOnlyDictionary<string, int> Ids, bool SpaceBefore);
}
