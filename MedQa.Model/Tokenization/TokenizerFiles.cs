namespace MedQa.Model.Tokenization;

/// <summary>Finds a model's tokenizer and chat template in its files.</summary>
public static class TokenizerFiles
{
    /// <summary>
    /// Reads a folder in Hugging Face's layout: <c>tokenizer.model</c> (SentencePiece), else <c>tokenizer.json</c> (byte-level BPE),
    /// with the settings of <c>tokenizer_config.json</c>. Where the folder brings no chat template, it is Mistral's for SentencePiece and
    /// ChatML for a vocabulary with <c>&lt;|im_start|&gt;</c>, else null.
    /// </summary>
    /// <exception cref="InvalidDataException">A file is missing, broken or asks for something that is not supported.</exception>
    /// <exception cref="NotSupportedException">The chat template is neither ChatML nor Mistral's.</exception>
    public static (ITokenizer Tokenizer, ChatTemplate? ChatTemplate) FromFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var config = TokenizerConfig.Read(folder);
        var (model, json) = (Path.Combine(folder, "tokenizer.model"), Path.Combine(folder, "tokenizer.json"));
        ITokenizer tokenizer = File.Exists(model) ? new SentencePieceTokenizer(Apply(config, SentencePieceTokenizer.ReadModel(model)))
            : File.Exists(json) ? new ByteLevelBpeTokenizer(TokenizerJson.Read(json, config))
            : throw new InvalidDataException($"{folder} has neither a tokenizer.model nor a tokenizer.json.");
        return (tokenizer, ReadTemplate(config.ChatTemplate, config.ChatTemplateSource, tokenizer));
    }

    /// <summary>Reads the tokenizer and the chat template that a GGUF file carries in its metadata.</summary>
    /// <param name="metadata">The metadata: scalars as their own types, arrays as arrays of theirs (<c>string[]</c>, <c>int[]</c>, <c>float[]</c>).</param>
    /// <param name="source">The file's path, for messages.</param>
    /// <exception cref="InvalidDataException">Something is missing, broken or not supported.</exception>
    /// <exception cref="NotSupportedException">The chat template is neither ChatML nor Mistral's.</exception>
    public static (ITokenizer Tokenizer, ChatTemplate? ChatTemplate) FromGguf(IReadOnlyDictionary<string, object> metadata, string source = "GGUF metadata")
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var gguf = new GgufMetadata(metadata, source);
        var tokenizer = gguf.ReadTokenizer();
        return (tokenizer, ReadTemplate(gguf.ChatTemplate, source, tokenizer));
    }

    private static ChatTemplate? ReadTemplate(string? jinja, string source, ITokenizer tokenizer)
    {
        if (jinja is null)
        {
            return tokenizer.FindControl(ChatMlTemplate.Begin) is not null ? new ChatMlTemplate()
                : tokenizer is SentencePieceTokenizer ? new MistralChatTemplate()
                : null;
        }

        try
        {
            return ChatTemplateReader.Recognise(jinja, tokenizer);
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"{source}: {e.Message}", e);
        }
    }

    /// <summary>The model with the tokens that the config adds after its pieces, and the begin and the end of a sequence as it says.</summary>
    private static SentencePieceModel Apply(TokenizerConfig config, SentencePieceModel model)
    {
        var pieces = model.Pieces.ToList();
        foreach (var (id, content, isSpecial) in config.AddedTokens.OrderBy(token => token.Id))
        {
            if (id > pieces.Count || (id < pieces.Count && pieces[id].Text != content))
            {
                throw new InvalidDataException(id > pieces.Count
                    ? $"{model.Source}: the token '{content}' is added as id {id}, but {pieces.Count} is the next one that is free."
                    : $"{model.Source}: id {id} is '{pieces[id].Text}' in it and '{content}' among the added tokens.");
            }

            if (id == pieces.Count)
            {
                pieces.Add(new(content, 0, isSpecial ? SentencePieceType.Control : SentencePieceType.UserDefined));
            }
            else if (isSpecial && pieces[id].Type is SentencePieceType.Normal or SentencePieceType.UserDefined)
            {
                pieces[id] = pieces[id] with { Type = SentencePieceType.Control };
            }
        }

        var eos = config.EndOfTurn(name => pieces.Exists(piece => piece.Text == name && piece.Type == SentencePieceType.Control));
        return model with
        {
            Pieces = pieces,
            BosId = config.AddBosToken == false ? null : config.BosToken is null ? model.BosId : IdOf(config.BosToken),
            EosId = config.EosToken is null && eos != ChatMlTemplate.End ? model.EosId : IdOf(eos!),
        };

        int IdOf(string name)
        {
            var id = pieces.FindIndex(piece => piece.Text == name);
            return id >= 0 ? id : throw new InvalidDataException($"{model.Source} has no token '{name}', which tokenizer_config.json beside it names.");
        }
    }
}
