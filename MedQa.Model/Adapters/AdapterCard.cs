using System.Text.Json;
using System.Text.Json.Serialization;
using MedQa.Model.Answers;
using MedQa.Model.Checkpoints;

namespace MedQa.Model.Adapters;

/// <summary>
/// <c>medqa.json</c>, which lies beside PEFT's two files: the base that the adapter was made for and how its answers are laid out.
/// PEFT ignores it. A model's folder may hold one too.
/// </summary>
public sealed record AdapterCard
{
    /// <summary>The file's name.</summary>
    public const string FileName = "medqa.json";

    private const long LargestFile = 1 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter<DecisionPlacement>(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Version of this file's layout.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>The base model's name; empty where it is not known.</summary>
    public string BaseModel { get; init; } = "";

    /// <summary>SHA-256 of the base model's weights, lower-case hex; empty where it is not known.</summary>
    public string BaseHash { get; init; } = "";

    /// <summary>The chat template that the prompts were laid out with (<c>mistral</c>, <c>chatml</c>); empty where it is not known.</summary>
    public string ChatTemplate { get; init; } = "";

    /// <summary>How questions are put and answers are laid out.</summary>
    public AnswerFormat Answer { get; init; } = new();

    /// <summary>How many words of passages found in a library a prompt should hold, at most; null where the model was not made for a certain number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContextWords { get; init; }

    /// <summary>
    /// From which relevance on the model reads passages of a library for an answer that must keep to them, 0 to 1. Below the threshold that
    /// relevance was fitted with it may decline. Null: that threshold decides alone.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RelevanceThreshold { get; init; }

    /// <summary>
    /// What speaks for the sentence that holds most of the question, against the model's own choice among a prompt's sentences: added to its logits where
    /// an answer that must keep to them begins. From 0 to 1000; null: the model chooses alone.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BestSentenceBias { get; init; }

    /// <summary>Reads an adapter's card. Where there is none (an adapter that PEFT made), base and template are unknown and the answer format is the default.</summary>
    /// <param name="folder">The adapter's folder.</param>
    /// <exception cref="InvalidDataException">The file can't be read or a value does not fit; names the file.</exception>
    public static AdapterCard Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return new AdapterCard();
        }

        var card = JsonFile.Read<AdapterCard>(path, LargestFile, Options);
        if (card.FormatVersion != 1)
        {
            throw new InvalidDataException($"{path}: formatVersion is {card.FormatVersion}; this version of MedQA reads 1.");
        }

        if (card.ContextWords is < 20 or > 100_000)
        {
            throw new InvalidDataException($"{path}: contextWords is {card.ContextWords}; it must be from 20 to 100000.");
        }

        if (card.RelevanceThreshold is { } threshold && threshold is not (>= 0 and <= 1))
        {
            throw new InvalidDataException(FormattableString.Invariant($"{path}: relevanceThreshold is {threshold}; it must be from 0 to 1."));
        }

        if (card.BestSentenceBias is { } bias && bias is not (>= 0 and <= 1000))
        {
            throw new InvalidDataException(FormattableString.Invariant($"{path}: bestSentenceBias is {bias}; it must be from 0 to 1000."));
        }

        try
        {
            card.Answer.Validate();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }

        return card;
    }

    /// <summary>Writes the card beside the adapter.</summary>
    /// <param name="folder">The adapter's folder; made where missing.</param>
    public void Save(string folder)
    {
        Answer.Validate();
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, Options));
    }

    /// <summary>Refuses an adapter that was made for another base. One whose base is not known passes: its shapes are checked when it is loaded.</summary>
    /// <param name="modelName">The base that is served.</param>
    /// <param name="modelHash">Its hash.</param>
    /// <exception cref="InvalidDataException">The hashes differ; names both bases.</exception>
    public void RequireBase(string modelName, string modelHash)
    {
        if (BaseHash.Length > 0 && BaseHash != modelHash)
        {
            throw new InvalidDataException(
                $"The adapter was made for {BaseModel} (weights {Short(BaseHash)}), not for {modelName} (weights {Short(modelHash)}).");
        }
    }

    private static string Short(string hash) => hash.Length <= 12 ? hash : hash[..12];
}
