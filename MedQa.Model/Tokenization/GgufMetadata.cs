using System.Globalization;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Reads the tokenizer that a GGUF file carries (<c>tokenizer.ggml.*</c>): <c>llama</c> (SentencePiece's BPE with scores) and
/// <c>gpt2</c> (byte-level BPE with merges and a named pattern).
/// </summary>
internal sealed class GgufMetadata(IReadOnlyDictionary<string, object> metadata, string source)
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>The chat template's Jinja, or null.</summary>
    public string? ChatTemplate => metadata.TryGetValue("tokenizer.chat_template", out var value) ? value as string : null;

    /// <exception cref="InvalidDataException">Something is missing, broken or not supported.</exception>
    public ITokenizer ReadTokenizer() => Required<string>("model") switch
    {
        "llama" => new SentencePieceTokenizer(ReadSentencePiece()),
        "gpt2" => new ByteLevelBpeTokenizer(ReadByteLevel()),
        var other => throw new InvalidDataException($"{source}: {Prefix}model is '{other}'; llama and gpt2 are supported."),
    };

    private SentencePieceModel ReadSentencePiece()
    {
        if (Optional<bool>("remove_extra_whitespaces") == true)
        {
            throw new InvalidDataException($"{source}: {Prefix}remove_extra_whitespaces is not supported.");
        }

        var tokens = Required<string[]>("tokens");
        var types = ReadTypes(tokens.Length);
        var scores = Required<float[]>("scores");
        if (scores.Length != tokens.Length)
        {
            throw new InvalidDataException($"{source}: {Prefix}scores has {scores.Length} entries, {Prefix}tokens {tokens.Length}.");
        }

        var pieces = tokens.Select((token, id) => new SentencePiece(token, scores[id], types[id])).ToArray();
        var bos = Optional<bool>("add_bos_token") == false ? (int?)null : ReadId("bos_token_id") ?? 1;
        return new(source, pieces, Optional<bool>("add_space_prefix") ?? true, bos, EndOfTurn(tokens, types) ?? 2);
    }

    private ByteLevelVocabulary ReadByteLevel()
    {
        var pattern = Required<string>("pre");
        IWordSplitter[] splitters = pattern switch
        {
            "gpt-2" => [new Gpt2Splitter()],
            "smollm" => [new DigitSplitter(individual: true), new Gpt2Splitter()],
            "llama-bpe" => [new Llama3Splitter()],
            _ => throw new InvalidDataException($"{source}: {Prefix}pre is '{pattern}'; gpt-2, smollm and llama-bpe are supported."),
        };
        var tokens = Required<string[]>("tokens");
        var types = ReadTypes(tokens.Length);
        var added = tokens.Select((token, id) => new AddedToken(id, token, types[id] != SentencePieceType.UserDefined))
            .Where(token => types[token.Id] is SentencePieceType.Control or SentencePieceType.Unknown or SentencePieceType.UserDefined).ToArray();
        var ordinary = tokens.Select((token, id) => types[id] == SentencePieceType.Unused ? null : token).ToArray();
        var merges = Required<string[]>("merges").Select((merge, rank) => merge.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (left, right)
            : throw new InvalidDataException($"{source}: {Prefix}merges {rank} is not two tokens with a space between them.")).ToArray();
        var bos = Optional<bool>("add_bos_token") == true ? ReadId("bos_token_id") : null;
        var eos = EndOfTurn(tokens, types) ?? throw new InvalidDataException($"{source}: there is no {Prefix}eos_token_id.");
        return new(source, ordinary, merges, added, splitters, IgnoreMerges: pattern == "llama-bpe", bos, eos);
    }

    /// <summary>The id that ends the assistant's turn: ChatML's where the template is written with it, else the turn's or the sequence's.</summary>
    private int? EndOfTurn(string[] tokens, SentencePieceType[] types)
    {
        var chatMl = ChatTemplate?.Contains(ChatMlTemplate.Begin, StringComparison.Ordinal) == true ? Array.IndexOf(tokens, ChatMlTemplate.End) : -1;
        return chatMl >= 0 && types[chatMl] == SentencePieceType.Control ? chatMl : ReadId("eot_token_id") ?? ReadId("eos_token_id");
    }

    private SentencePieceType[] ReadTypes(int count)
    {
        var types = metadata.TryGetValue(Prefix + "token_type", out var value) && value is uint[] unsigned
            ? [.. unsigned.Select(type => unchecked((int)type))]
            : Required<int[]>("token_type");
        var wrong = Array.FindIndex(types, type => type is < (int)SentencePieceType.Normal or > (int)SentencePieceType.Byte);
        if (types.Length != count || wrong >= 0)
        {
            throw new InvalidDataException(types.Length != count
                ? $"{source}: {Prefix}token_type has {types.Length} entries, {Prefix}tokens {count}."
                : $"{source}: {Prefix}token_type of token {wrong} is {types[wrong]}; it must be 1 to 6.");
        }

        return [.. types.Select(type => (SentencePieceType)type)];
    }

    private int? ReadId(string name)
    {
        if (!metadata.TryGetValue(Prefix + name, out var value))
        {
            return null;
        }

        return value is byte or sbyte or ushort or short or uint or int or ulong or long && Convert.ToDecimal(value, CultureInfo.InvariantCulture) is >= 0 and <= int.MaxValue and var id
            ? (int)id
            : throw new InvalidDataException($"{source}: {Prefix}{name} is no id.");
    }

    private T Required<T>(string name)
        where T : class
        => metadata.TryGetValue(Prefix + name, out var value)
            ? value as T ?? throw new InvalidDataException($"{source}: {Prefix}{name} is of type {value.GetType().Name}, expected {typeof(T).Name}.")
            : throw new InvalidDataException($"{source}: there is no {Prefix}{name}.");

    private T? Optional<T>(string name)
        where T : struct
        => metadata.TryGetValue(Prefix + name, out var value)
            ? value as T? ?? throw new InvalidDataException($"{source}: {Prefix}{name} is of type {value.GetType().Name}, expected {typeof(T).Name}.")
            : null;
}
