using System.Text.Json.Nodes;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Files from outside that are broken or ask for something that is not supported: each is refused with its path and the reason.</summary>
public sealed class EncoderTokenizerFilesTests : IDisposable
{
    private const int Positions = 128;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> WordPieceRefusals => new()
    {
        { "model.type", "\"BPE\"", "a BERT's is WordPiece" },
        { "model.vocab", "{\"[CLS]\": 0, \"[SEP]\": 1}", "no '[UNK]'" },
        { "model.vocab", "{\"[UNK]\": -1}", "ids must lie between" },
        { "model.vocab", "{\"[UNK]\": 0, \"[SEP]\": 1}", "no token '[CLS]'" },
        { "model.vocab", "[]", "no tokenizer.json" },
        { "model.unk_token", "null", "no unk_token" },
        { "model.max_input_chars_per_word", "\"long\"", "no tokenizer.json" },
        { "normalizer", "{\"type\": \"NFC\"}", "only BertNormalizer" },
        { "normalizer", "null", "only BertNormalizer" },
        { "pre_tokenizer", "{\"type\": \"Whitespace\"}", "only BertPreTokenizer" },
        { "added_tokens", "[{\"id\": 0, \"content\": \"[PAD]\", \"single_word\": true}]", "single_word" },
        { "added_tokens", "[{\"id\": 0, \"content\": \"[PAD]\", \"normalized\": true}]", "normalized" },
        { "added_tokens", "[{\"id\": 9999999, \"content\": \"[PAD]\"}]", "is not between 0" },
        { "added_tokens", "[{\"id\": 0, \"content\": \"a\"}, {\"id\": 0, \"content\": \"b\"}]", "listed twice" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(WordPieceRefusals))]
    public void FromFolder_WordPieceJsonThatDoesNotFit_IsRefused(string key, string value, string message)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Goldens.Require("tiny-wordpiece"), "tokenizer.json")))!;
        var keys = key.Split('.');
        (keys.Length == 1 ? json : json[keys[0]]!)[keys[^1]] = JsonNode.Parse(value);
        _folder.Write("tokenizer.json", System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));

        var error = Assert.Throws<InvalidDataException>(() => EncoderTokenizerFiles.FromFolder(_folder.Path, isRoberta: false, Positions));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[UNK]\n[CLS]\n[SEP]\na\na\n", "'a' has two ids, 3 and 4")]
    [InlineData("[CLS]\n[SEP]\na\n", "no '[UNK]'")]
    public void FromFolder_VocabularyTextThatDoesNotFit_IsRefused(string vocabulary, string message)
    {
        _folder.Write("vocab.txt", System.Text.Encoding.UTF8.GetBytes(vocabulary));
        _folder.Write("tokenizer_config.json", "{\"do_lower_case\": true}"u8.ToArray());
        var error = Assert.Throws<InvalidDataException>(() => EncoderTokenizerFiles.FromFolder(_folder.Path, isRoberta: false, Positions));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"<s>\": 0, \"</s>\": 1, \"a\": 2, \"b\": 3}", "a b", "needs 'ab'")]
    [InlineData("{\"<s>\": 0, \"</s>\": 1, \"a\": 2}", "a b c", "line 1 is no merge")]
    [InlineData("{\"<s>\": 0, \"</s>\": 5}", "", "not below 2")]
    [InlineData("{\"<s>\": 0, \"a\": 1}", "", "no token '</s>'")]
    [InlineData("{\"<s>\": \"x\"}", "", "no vocabulary")]
    [InlineData("[1]", "", "no vocabulary")]
    public void FromFolder_PairOfFilesThatDoesNotFit_IsRefused(string vocabulary, string merges, string message)
    {
        _folder.Write("vocab.json", System.Text.Encoding.UTF8.GetBytes(vocabulary));
        _folder.Write("merges.txt", System.Text.Encoding.UTF8.GetBytes(merges));
        var error = Assert.Throws<InvalidDataException>(() => EncoderTokenizerFiles.FromFolder(_folder.Path, isRoberta: true, Positions));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
