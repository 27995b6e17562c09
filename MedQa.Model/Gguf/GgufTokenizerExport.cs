using System.Text.Encodings.Web;
using System.Text.Json;
using MedQa.Model.Checkpoints;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Gguf;

/// <summary>
/// Writes the tokenizer that a GGUF file carries as Hugging Face's files: a byte-level BPE as <c>tokenizer.json</c>, SentencePiece's
/// as <c>tokenizer.model</c>, each with a <c>tokenizer_config.json</c> that holds the special tokens and the chat template.
/// </summary>
internal static class GgufTokenizerExport
{
    /// <summary>Writes the files.</summary>
    /// <exception cref="InvalidDataException">The tokenizer is broken or not supported.</exception>
    public static void Write(GgufFile file, string folder)
    {
        var (tokenizer, _) = TokenizerFiles.FromGguf(file.Metadata, file.Path);
        var tokens = (string[])file.Metadata["tokenizer.ggml.tokens"];
        if (tokenizer is SentencePieceTokenizer)
        {
            AtomicFile.Write(Path.Combine(folder, "tokenizer.model"), stream => stream.Write(SentencePieceModelWriter.Write(file.Metadata, tokenizer)));
        }
        else
        {
            WriteJson(folder, "tokenizer.json", json => TokenizerJsonWriter.Write(json, file.Metadata, tokenizer));
        }

        WriteJson(folder, "tokenizer_config.json", json => WriteConfig(json, file.Metadata, tokens, tokenizer));
    }

    private static void WriteConfig(Utf8JsonWriter json, IReadOnlyDictionary<string, object> metadata, string[] tokens, ITokenizer tokenizer)
    {
        json.WriteStartObject();
        json.WriteBoolean("add_bos_token", tokenizer.BosTokenId is not null);
        json.WriteBoolean("add_eos_token", false);
        if (tokenizer.BosTokenId is { } bos)
        {
            json.WriteString("bos_token", tokens[bos]);
        }

        if (metadata.GetValueOrDefault("tokenizer.chat_template") is string template)
        {
            json.WriteString("chat_template", template);
        }

        json.WriteBoolean("clean_up_tokenization_spaces", false);
        json.WriteString("eos_token", tokens[tokenizer.EosTokenId]);
        json.WriteString("tokenizer_class", tokenizer is SentencePieceTokenizer ? "LlamaTokenizer" : "PreTrainedTokenizerFast");
        json.WriteEndObject();
    }

    private static void WriteJson(string folder, string name, Action<Utf8JsonWriter> write) =>
        AtomicFile.Write(Path.Combine(folder, name), stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            write(json);
        });
}
