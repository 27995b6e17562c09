using System.Text.Json;
using MedQa.Model.Lora;

namespace MedQa.Model.Adapters;

/// <summary>
/// PEFT's <c>adapter_config.json</c> (huggingface/peft 0.21, <c>LoraConfig</c>) read and written. Whatever would change the
/// result and is not supported here is refused by its name; keys that are not known are refused unless they are off.
/// </summary>
public static class PeftConfig
{
    /// <summary>The file's name beside the weights.</summary>
    public const string FileName = "adapter_config.json";

    private const long LargestFile = 1 << 20;

    /// <summary>Keys that say how an adapter was made or is handled, and change nothing in what it computes.</summary>
    private static readonly HashSet<string> Neutral =
    [
        "auto_mapping", "base_model_name_or_path", "corda_config", "ensure_weight_tying", "eva_config", "inference_mode", "loftq_config",
        "lora_ga_config", "megatron_core", "peft_type", "peft_version", "qalora_group_size", "revision", "runtime_config", "task_type",
    ];

    /// <summary>Initialisations that leave the base's weights as they are. The others (PiSSA, OLoRA, CorDA, LoftQ …) change them.</summary>
    private static readonly HashSet<string> HarmlessInitialisations = ["gaussian", "eva", "orthogonal"];

    /// <summary>Reads a config.</summary>
    /// <param name="folder">The adapter's folder.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no LoRA config, or asks for something that is not supported; names the file and the key.</exception>
    public static LoraConfig Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        using var document = JsonFile.Read(path, LargestFile);
        var reader = new PeftConfigReader(path, document.RootElement);
        try
        {
            return Read(reader);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes a config that PEFT loads.</summary>
    /// <param name="config">The adapter's config.</param>
    /// <param name="baseModel">Name or path of the base model, for people and for PEFT.</param>
    /// <param name="stream">Where to write.</param>
    public static void Write(LoraConfig config, string baseModel, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(config);
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["alpha_pattern"] = new Dictionary<string, double>(config.AlphaPattern),
            ["base_model_name_or_path"] = baseModel,
            ["bias"] = "none",
            ["exclude_modules"] = config.ExcludeModules.Count == 0 ? null : config.ExcludeModules,
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["layers_pattern"] = null,
            ["layers_to_transform"] = config.LayersToTransform,
            ["lora_alpha"] = config.Alpha,
            ["lora_dropout"] = config.Dropout,
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = config.Rank,
            ["rank_pattern"] = new Dictionary<string, int>(config.RankPattern),
            ["target_modules"] = config.TargetPattern is { } pattern ? pattern : config.TargetModules,
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = false,
            ["use_rslora"] = config.UseRslora,
        };
        JsonSerializer.Serialize(stream, values, JsonFile.Indented);
    }

    private static LoraConfig Read(PeftConfigReader reader)
    {
        reader.Expect("peft_type", "LORA");
        reader.Expect("bias", "none");
        reader.ExpectInitialisation("init_lora_weights", HarmlessInitialisations);
        var targets = reader.Targets();
        var config = new LoraConfig
        {
            Rank = reader.Integer("r"),
            Alpha = reader.Number("lora_alpha"),
            Dropout = reader.Number("lora_dropout"),
            UseRslora = reader.Flag("use_rslora"),
            TargetModules = targets.Names,
            TargetPattern = targets.Pattern,
            ExcludeModules = reader.Names("exclude_modules"),
            LayersToTransform = reader.Integers("layers_to_transform"),
            RankPattern = reader.Pattern("rank_pattern", e => e.GetInt32()),
            AlphaPattern = reader.Pattern("alpha_pattern", e => e.GetDouble()),
        };
        reader.RefuseTheRest(Neutral);
        config.Validate();
        return config;
    }
}
