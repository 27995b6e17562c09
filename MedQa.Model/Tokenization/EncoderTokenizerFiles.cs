using System.Text;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Finds the tokenizer of a BERT or RoBERTa in its folder: <c>tokenizer.json</c>, else <c>vocab.txt</c> (BERT) or <c>vocab.json</c> with
/// <c>merges.txt</c> (RoBERTa). What the folder does not name is as transformers' class of that tokenizer has it.
/// </summary>
internal static class EncoderTokenizerFiles
{
    private const string Json = "tokenizer.json";
    private const long MaxFileBytes = 64 << 20;

    private static readonly Dictionary<string, string> BertNames = new(StringComparer.Ordinal)
    {
        ["cls_token"] = "[CLS]", ["sep_token"] = "[SEP]", ["pad_token"] = "[PAD]", ["unk_token"] = "[UNK]", ["mask_token"] = "[MASK]",
    };

    private static readonly Dictionary<string, string> RobertaNames = new(StringComparer.Ordinal)
    {
        ["cls_token"] = "<s>", ["sep_token"] = "</s>", ["pad_token"] = "<pad>", ["unk_token"] = "<unk>", ["mask_token"] = "<mask>",
    };

    /// <summary>Reads a folder's tokenizer.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isRoberta">Whether the encoder is a RoBERTa, else a BERT.</param>
    /// <param name="positions">The most tokens that the encoder takes.</param>
    /// <exception cref="InvalidDataException">A file is missing, broken or asks for something that is not supported.</exception>
    public static EncoderTokenizer FromFolder(string folder, bool isRoberta, int positions)
    {
        var config = EncoderTokenizerConfig.Read(folder);
        var names = isRoberta ? RobertaNames : BertNames;
        var (plain, named, ids, spaceBefore) = isRoberta ? Roberta(folder, config, Name) : Bert(folder, config, Name);
        var longest = Math.Min(config.MaxTokens ?? positions, positions);
        return longest >= 2
            ? new(plain, named, Find("cls_token"), Find("sep_token"), longest, spaceBefore)
            : throw new InvalidDataException($"{folder}: texts of at most {longest} tokens leave no room for the two special ones.");

        string Name(string role) => config.Names.GetValueOrDefault(role) ?? names[role];
        int Find(string role) => ids.TryGetValue(Name(role), out var id) ? id
            : throw new InvalidDataException($"{folder}: the tokenizer has no token '{Name(role)}', which is its {role}.");
    }

    private static Parts Bert(string folder, EncoderTokenizerConfig config, Func<string, string> name)
    {
        var json = Path.Combine(folder, Json);
        if (File.Exists(json))
        {
            var (vocabulary, named) = WordPieceFiles.ReadJson(json);
            return new(new WordPieceTokenizer(vocabulary), named, vocabulary.Ids, false);
        }

        var text = Require(folder, "vocab.txt", $"{Json} nor vocab.txt");
        var pieces = WordPieceFiles.ReadText(text, config, name("unk_token"));
        return new(new WordPieceTokenizer(pieces), Special(pieces.Ids, name), pieces.Ids, false);
    }

    private static Parts Roberta(string folder, EncoderTokenizerConfig config, Func<string, string> name)
    {
        var json = Path.Combine(folder, Json);
        // transformers' own class: bert_score asks it for a space before the text, whatever the files say.
        var isOwnClass = config.TokenizerClass is null or "RobertaTokenizer" or "RobertaTokenizerFast";
        ByteLevelVocabulary vocabulary;
        IReadOnlyCollection<NamedToken>? named = null;
        if (File.Exists(json))
        {
            vocabulary = TokenizerJson.Read(json, TokenizerConfig.Read(folder), mayAddSpace: true);
            using var document = JsonFile.Read(json, 2 * MaxFileBytes);
            named = NamedTokens.Read(document.RootElement, hasNormalizer: false, json);
        }
        else
        {
            vocabulary = ReadPair(folder, name);
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
        {
            if (vocabulary.Tokens[id] is { } token)
            {
                ids[token] = id;
            }
        }

        foreach (var token in vocabulary.Added)
        {
            ids[token.Content] = token.Id;
        }

        return new(new ByteLevelBpeTokenizer(vocabulary), named ?? Special(ids, name), ids, isOwnClass || vocabulary.AddsSpace);
    }

    /// <summary>GPT-2's two files: ids by token, and a merge a line after a line with the version.</summary>
    private static ByteLevelVocabulary ReadPair(string folder, Func<string, string> name)
    {
        var path = Require(folder, "vocab.json", $"{Json} nor vocab.json");
        var mergesPath = Require(folder, "merges.txt", "merges.txt");
        using var document = JsonFile.Read(path, MaxFileBytes);
        try
        {
            var tokens = document.RootElement.EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetInt32(), StringComparer.Ordinal);
            var merges = Encoding.UTF8.GetString(TokenizerFile.ReadAllBytes(mergesPath, MaxFileBytes)).Split('\n')
                .Where((line, i) => line.Length > 0 && !(i == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
                .Select(line => line.TrimEnd('\r').Split(' '))
                .Select((parts, rank) => parts is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right)
                    : throw new InvalidDataException($"{mergesPath}: merge {rank} has {parts.Length} parts; a merge is two tokens."))
                .ToArray();
            var byId = new string?[tokens.Count];
            foreach (var (token, id) in tokens)
            {
                if (id < 0 || id >= byId.Length || byId[id] is not null)
                {
                    throw new InvalidDataException($"{path}: the id {id} of '{token}' is given twice or beyond the {byId.Length} tokens.");
                }

                byId[id] = token;
            }

            var special = Special(tokens, name).Select(token => new AddedToken(token.Id, token.Name, true)).ToArray();
            var end = Array.Find(special, token => token.Content == name("sep_token"));
            return end.Content is null
                ? throw new InvalidDataException($"{path} has no token '{name("sep_token")}', which ends a text.")
                : new(path, byId, merges, special, [new Gpt2Splitter()], false, null, end.Id);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is no vocabulary of a byte-level BPE: {e.Message}", e);
        }
    }

    /// <summary>The special tokens that a vocabulary without a list of them has; the mask takes the space before it.</summary>
    private static List<NamedToken> Special(IReadOnlyDictionary<string, int> ids, Func<string, string> name) =>
        [.. BertNames.Keys.Where(role => ids.ContainsKey(name(role))).Select(role => new NamedToken(ids[name(role)], name(role), role == "mask_token" && name(role) == RobertaNames[role]))];

    private static string Require(string folder, string file, string what)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{folder} has neither {what}.", path);
    }

    private readonly record struct Parts(ITextEncoder Plain, IReadOnlyCollection<NamedToken> Named, IReadOnlyDictionary<string, int> Ids, bool SpaceBefore);
}
