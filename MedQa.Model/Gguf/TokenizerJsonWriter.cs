using System.Text.Json;
using MedQa.Model.Tokenization;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Gguf;

/// <summary>Writes a GGUF's byte-level BPE as a <c>tokenizer.json</c> of the tokenizers library. The metadata were checked when the tokenizer was read.</summary>
internal static class TokenizerJsonWriter
{
    private const int Unused = (int)SentencePieceType.Unused;

    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, object> metadata, ITokenizer tokenizer)
    {
        var pattern = (string)metadata["tokenizer.ggml.pre"];
        var tokens = (string[])metadata["tokenizer.ggml.tokens"];
        var types = metadata["tokenizer.ggml.token_type"] as int[] ?? [.. ((uint[])metadata["tokenizer.ggml.token_type"]).Select(t => (int)t)];
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        WriteAdded(json, tokens, types);
        json.WriteNull("normalizer");
        WritePreTokenizer(json, pattern);
        WritePostProcessor(json, tokenizer.BosTokenId, tokens);
        WriteByteLevel(json, "decoder", useRegex: true);
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", pattern == "llama-bpe");
        json.WriteStartObject("vocab");
        for (var id = 0; id < tokens.Length; id++)
        {
            if (types[id] != Unused)
            {
                json.WriteNumber(tokens[id], id);
            }
        }

        json.WriteEndObject();
        WriteMerges(json, (string[])metadata["tokenizer.ggml.merges"]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAdded(Utf8JsonWriter json, string[] tokens, int[] types)
    {
        json.WriteStartArray("added_tokens");
        for (var id = 0; id < tokens.Length; id++)
        {
            var type = (SentencePieceType)types[id];
            if (type is not (SentencePieceType.Control or SentencePieceType.Unknown or SentencePieceType.UserDefined))
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", tokens[id]);
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", type != SentencePieceType.UserDefined);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json, string pattern)
    {
        if (pattern == "gpt-2")
        {
            WriteByteLevel(json, "pre_tokenizer", useRegex: true);
            return;
        }

        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        if (pattern == "smollm")
        {
            json.WriteString("type", "Digits");
            json.WriteBoolean("individual_digits", true);
        }
        else
        {
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", Llama3Splitter.Pattern);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
        }

        json.WriteEndObject();
        WriteByteLevel(json, null, useRegex: pattern == "smollm");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A template that puts the token before each text that begins a sequence; without one, text alone.</summary>
    private static void WritePostProcessor(Utf8JsonWriter json, int? bos, string[] tokens)
    {
        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        foreach (var (name, parts) in ((string, (string, int)[])[])[("single", [("A", 0)]), ("pair", [("A", 0), ("B", 1)])])
        {
            json.WriteStartArray(name);
            foreach (var (part, type) in parts)
            {
                if (bos is { } id)
                {
                    WritePart(json, "SpecialToken", tokens[id], type);
                }

                WritePart(json, "Sequence", part, type);
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("special_tokens");
        if (bos is { } special)
        {
            json.WriteStartObject(tokens[special]);
            json.WriteString("id", tokens[special]);
            json.WritePropertyName("ids");
            json.WriteRawValue($"[{special}]");
            json.WritePropertyName("tokens");
            JsonSerializer.Serialize(json, new[] { tokens[special] });
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, string kind, string id, int type)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("id", id);
        json.WriteNumber("type_id", type);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string? name, bool useRegex)
    {
        if (name is null)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartObject(name);
        }

        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", name == "decoder");
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", useRegex);
        json.WriteEndObject();
    }

    private static void WriteMerges(Utf8JsonWriter json, string[] merges)
    {
        json.WriteStartArray("merges");
        foreach (var merge in merges)
        {
            json.WriteStartArray();
            foreach (var part in merge.Split(' '))
            {
                json.WriteStringValue(part);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
