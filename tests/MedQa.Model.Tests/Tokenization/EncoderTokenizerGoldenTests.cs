using System.Text.Json;
using System.Text.Json.Nodes;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>The ids that the tokenizers library gives for texts that break tokenizers: accents, Chinese, control characters, long words, names of special tokens.</summary>
public class EncoderTokenizerGoldenTests
{
    private const int Positions = 128;

    [SkippableFact]
    public void Encode_WordPieceJson_IdsAreTheLibrarys() => AssertIds(EncoderTokenizerFiles.FromFolder(Goldens.Require("tiny-wordpiece"), isRoberta: false, Positions), "wordpiece");

    [SkippableFact]
    public void Encode_WordPieceVocabularyText_IdsAreTheLibrarys()
    {
        using var folder = Copy("tiny-wordpiece", "vocab.txt", "tokenizer_config.json");
        AssertIds(EncoderTokenizerFiles.FromFolder(folder.Path, isRoberta: false, Positions), "wordpiece");
    }

    [SkippableFact]
    public void Encode_CasedWordPieceJson_IdsAreTheLibrarys()
    {
        using var folder = Copy("tiny-wordpiece", "tokenizer.json", "tokenizer_config.json");
        Edit(folder, "tokenizer.json", json => json["normalizer"]!["lowercase"] = false);
        Edit(folder, "tokenizer_config.json", json => json.AsObject().Remove("do_lower_case"));
        AssertIds(EncoderTokenizerFiles.FromFolder(folder.Path, isRoberta: false, Positions), "wordpiece_cased");
    }

    [SkippableFact]
    public void Encode_JsonAndSettingsThatDiffer_TheSettingsWin()
    {
        using var folder = Copy("tiny-wordpiece", "tokenizer.json", "tokenizer_config.json");
        Edit(folder, "tokenizer_config.json", json => json["do_lower_case"] = false);
        AssertIds(EncoderTokenizerFiles.FromFolder(folder.Path, isRoberta: false, Positions), "wordpiece_cased");
    }

    [SkippableFact]
    public void Encode_CasedVocabularyText_IdsAreTheLibrarys()
    {
        using var folder = Copy("tiny-wordpiece", "vocab.txt", "tokenizer_config.json");
        Edit(folder, "tokenizer_config.json", json => json["do_lower_case"] = false);
        AssertIds(EncoderTokenizerFiles.FromFolder(folder.Path, isRoberta: false, Positions), "wordpiece_cased");
    }

    [SkippableFact]
    public void Encode_ByteLevelJson_IdsAreTheLibrarys() => AssertIds(EncoderTokenizerFiles.FromFolder(Goldens.Require("tiny-roberta"), isRoberta: true, Positions), "byte_level");

    [SkippableFact]
    public void Encode_ByteLevelPairOfFiles_IdsAreThoseOfTheJson()
    {
        using var folder = Copy("tiny-roberta", "vocab.json", "merges.txt", "tokenizer_config.json");
        var json = EncoderTokenizerFiles.FromFolder(Goldens.Require("tiny-roberta"), isRoberta: true, Positions);
        var pair = EncoderTokenizerFiles.FromFolder(folder.Path, isRoberta: true, Positions);
        foreach (var (text, _) in Cases("byte_level").Where(c => !c.Text.Contains("<mask>", StringComparison.Ordinal)))
        {
            Assert.Equal(json.Encode(text), pair.Encode(text));
        }
    }

    /// <summary>transformers' RobertaTokenizer, asked by bert_score for a space before the text; its mask takes the space before it.</summary>
    [SkippableTheory]
    [InlineData("yes", " yes")]
    [InlineData(" yes", " yes")]
    [InlineData("yes <mask> no", " yes<mask> no")]
    public void Encode_RobertasOwnClass_PutsASpaceBeforeTheText(string text, string same)
    {
        using var folder = Copy("tiny-roberta", "vocab.json", "merges.txt");
        var own = EncoderTokenizerFiles.FromFolder(folder.Path, isRoberta: true, Positions);
        var plain = EncoderTokenizerFiles.FromFolder(Goldens.Require("tiny-roberta"), isRoberta: true, Positions);
        Assert.Equal(plain.Encode(same), own.Encode(text));
    }

    [SkippableFact]
    public void Encode_LongerThanThePositions_CutsTheEndAndKeepsTheLastToken()
    {
        var all = EncoderTokenizerFiles.FromFolder(Goldens.Require("tiny-wordpiece"), isRoberta: false, Positions);
        var few = EncoderTokenizerFiles.FromFolder(Goldens.Require("tiny-wordpiece"), isRoberta: false, positions: 7);
        var ids = all.Encode("the patient maybe treated");
        Assert.True(ids.Length > 6);
        Assert.Equal([.. all.Encode("yes the patient maybe treated no")[..6], all.EndTokenId], few.Encode("yes the patient maybe treated no"));
    }

    private static void AssertIds(EncoderTokenizer tokenizer, string kind)
    {
        var count = 0;
        foreach (var (text, ids) in Cases(kind))
        {
            Assert.True(ids.SequenceEqual(tokenizer.Encode(text)), $"'{text}': {string.Join(' ', tokenizer.Encode(text))} instead of {string.Join(' ', ids)}");
            count++;
        }

        Assert.True(count > 30);
    }

    private static IEnumerable<(string Text, int[] Ids)> Cases(string kind)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Goldens.Require("encoder-tokenizers.json")));
        foreach (var golden in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            yield return (golden.GetProperty("text").GetString()!, [.. golden.GetProperty(kind).EnumerateArray().Select(id => id.GetInt32())]);
        }
    }

    private static TemporaryFolder Copy(string name, params string[] files)
    {
        var source = Goldens.Require(name);
        var folder = new TemporaryFolder();
        foreach (var file in files)
        {
            File.Copy(Path.Combine(source, file), folder.File(file));
        }

        return folder;
    }

    private static void Edit(TemporaryFolder folder, string file, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(folder.File(file)))!;
        edit(json);
        File.WriteAllText(folder.File(file), json.ToJsonString());
    }
}
