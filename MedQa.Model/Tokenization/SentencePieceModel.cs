using System.Text;

namespace MedQa.Model.Tokenization;

/// <summary>
/// What a SentencePiece <c>tokenizer.model</c> says (a <c>ModelProto</c> of sentencepiece_model.proto): the pieces and the settings
/// that change ids. Only what Mistral and Llama use is taken (BPE, byte fallback, no normalisation); anything else is refused by name.
/// </summary>
/// <param name="Source">Where it was read, for messages.</param>
/// <param name="Pieces">The vocabulary; a piece's place is its id.</param>
/// <param name="AddDummyPrefix">Whether a word mark is put before each segment.</param>
/// <param name="BosId">Id of <c>&lt;s&gt;</c>, or null where the model has none.</param>
/// <param name="EosId">Id of <c>&lt;/s&gt;</c>.</param>
internal sealed record SentencePieceModel(string Source, IReadOnlyList<SentencePiece> Pieces, bool AddDummyPrefix, int? BosId, int EosId)
{
    private const int UnigramModel = 1;
    private const int BpeModel = 2;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Parses a file's bytes.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="source">The file's path, for messages.</param>
    /// <exception cref="InvalidDataException">The file is broken or asks for something that is not supported.</exception>
    public static SentencePieceModel Parse(ReadOnlySpan<byte> file, string source)
    {
        try
        {
            return ParseModel(file, source);
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw new InvalidDataException($"{source} is no SentencePiece model that can be used: {e.Message}", e);
        }
    }

    private static SentencePieceModel ParseModel(ReadOnlySpan<byte> file, string source)
    {
        var pieces = new List<SentencePiece>();
        var trainer = new TrainerSpec();
        var addDummyPrefix = true;
        for (var reader = new ProtobufReader(file); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1:
                    pieces.Add(ParsePiece(reader.Bytes, pieces.Count));
                    break;
                case 2:
                    trainer = TrainerSpec.Parse(reader.Bytes);
                    break;
                case 3:
                    addDummyPrefix = ParseNormalizer(reader.Bytes);
                    break;
                default:
                    break;
            }
        }

        if (trainer.ModelType != BpeModel)
        {
            var name = trainer.ModelType == UnigramModel ? "unigram" : $"number {trainer.ModelType}";
            throw new InvalidDataException($"its model type is {name}; only BPE is supported");
        }

        if (!trainer.ByteFallback)
        {
            throw new InvalidDataException("it has no byte fallback, so that texts would be lost; only models with byte_fallback are supported");
        }

        if (trainer.WhitespaceAsSuffix)
        {
            throw new InvalidDataException("treat_whitespace_as_suffix is not supported");
        }

        return new(source, pieces, addDummyPrefix, trainer.BosId < 0 ? null : trainer.BosId, trainer.EosId);
    }

    private static SentencePiece ParsePiece(ReadOnlySpan<byte> message, int id)
    {
        var text = "";
        var score = 0f;
        var type = SentencePieceType.Normal;
        for (var reader = new ProtobufReader(message); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1:
                    text = StrictUtf8.GetString(reader.Bytes);
                    break;
                case 2:
                    score = reader.Single;
                    break;
                case 3:
                    type = (SentencePieceType)reader.Varint;
                    break;
                default:
                    break;
            }
        }

        return type switch
        {
            SentencePieceType.Unused => throw new InvalidDataException($"piece {id} is of type UNUSED, which is not supported"),
            < SentencePieceType.Normal or > SentencePieceType.Byte => throw new InvalidDataException($"piece {id} has the unknown type {(int)type}"),
            _ => new(text, score, type),
        };
    }

    private static bool ParseNormalizer(ReadOnlySpan<byte> message)
    {
        var name = "";
        var (addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces, charsmap) = (true, true, true, 0);
        for (var reader = new ProtobufReader(message); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1:
                    name = StrictUtf8.GetString(reader.Bytes);
                    break;
                case 2:
                    charsmap = reader.Bytes.Length;
                    break;
                case 3:
                    addDummyPrefix = reader.Varint != 0;
                    break;
                case 4:
                    removeExtraWhitespaces = reader.Varint != 0;
                    break;
                case 5:
                    escapeWhitespaces = reader.Varint != 0;
                    break;
                default:
                    break;
            }
        }

        if (charsmap > 0 || removeExtraWhitespaces || !escapeWhitespaces)
        {
            throw new InvalidDataException(
                $"it normalises texts (rule '{name}', {charsmap} bytes of character map, remove_extra_whitespaces {removeExtraWhitespaces}, " +
                $"escape_whitespaces {escapeWhitespaces}); only identity without removal of white space is supported");
        }

        return addDummyPrefix;
    }

    private sealed record TrainerSpec(int ModelType = UnigramModel, bool ByteFallback = false, bool WhitespaceAsSuffix = false, int BosId = 1, int EosId = 2)
    {
        public static TrainerSpec Parse(ReadOnlySpan<byte> message)
        {
            var spec = new TrainerSpec();
            for (var reader = new ProtobufReader(message); reader.Next();)
            {
                spec = reader.Field switch
                {
                    3 => spec with { ModelType = (int)reader.Varint },
                    24 => spec with { WhitespaceAsSuffix = reader.Varint != 0 },
                    35 => spec with { ByteFallback = reader.Varint != 0 },
                    41 => spec with { BosId = (int)reader.Varint },
                    42 => spec with { EosId = (int)reader.Varint },
                    _ => spec,
                };
            }

            return spec;
        }
    }
}
