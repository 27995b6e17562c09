using System.CommandLine;
using MedQa.Model.Answers;
using MedQa.Model.Quantization;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Commands;

/// <summary>The options of commands that answer with a model.</summary>
/// <param name="modelRequired">Whether the command needs a model of its own: not where a running service or a report can take its place.</param>
internal sealed class ModelOptions(bool modelRequired = true)
{
    private readonly Option<string> _model = new("--model", "-m") { Description = "Folder in Hugging Face's layout, .gguf file, or a model's name on the hub (OWNER/NAME[@REVISION][:FILE.gguf]).", Required = modelRequired };
    private readonly Option<string?> _adapter = new("--adapter", "-a") { Description = "Folder of an adapter in PEFT's layout; its medqa.json gives the prompt and the answer format." };
    private readonly Option<string> _device = new("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _type = new("--dtype") { Description = "auto (bf16 on a GPU, float32 on the CPU), float32 or bf16.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _quantization = new("--quantization") { Description = "How the model's projections are kept: none or nf4.", DefaultValueFactory = _ => "none" };
    private readonly Option<string?> _prompt = new("--system-prompt") { Description = "Text, or @FILE, in place of the adapter's or model's; an empty text for none." };
    private readonly Option<string?> _placement = new("--placement") { Description = "Where the answer states its decision, first or last, in place of the adapter's or model's." };

    /// <summary>The adapter's folder, or its name where a service is asked; null for none.</summary>
    public string? Adapter(ParseResult parsed) => parsed.GetValue(_adapter);

    /// <summary>Refuses options that a served model does not take.</summary>
    /// <exception cref="ArgumentException">One was given; names it.</exception>
    public void RequireServed(ParseResult parsed)
    {
        foreach (var option in (Option[])[_model, _device, _type, _quantization])
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new ArgumentException($"{option.Name} does not go with --server: the service has loaded its model already.");
            }
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _placement.AcceptOnlyFromAmong("first", "last");
        _quantization.AcceptOnlyFromAmong("none", "nf4");
        foreach (var option in (Option[])[_model, _adapter, _device, _type, _quantization, _prompt, _placement])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether a model was named.</summary>
    public bool HasModel(ParseResult parsed) => parsed.GetValue(_model) is not null;

    /// <summary>The model's folder; null where none, a file or a name on the hub is named.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_model) is { } name && Directory.Exists(name) ? name : null;

    /// <summary>Loads what the options name; a name on the hub is downloaded first.</summary>
    /// <exception cref="ArgumentException">No model is named.</exception>
    public async Task<LoadedModel> OpenAsync(ParseResult parsed, CancellationToken cancellationToken, bool asServed = false) => LoadedModel.Open(
        await HubFiles.ModelAsync(parsed.GetValue(_model) ?? throw new ArgumentException("Name a model with --model, or a running service with --server."), Console.Error.WriteLine, cancellationToken),
        parsed.GetValue(_adapter),
        parsed.GetValue(_device)!,
        parsed.GetValue(_type)!,
        parsed.GetValue(_quantization) == "nf4" ? QuantizationKind.Nf4 : QuantizationKind.None,
        cancellationToken,
        asServed);

    /// <summary>
    /// The model's answer format with what the options put in its place. Offsets were fitted for the prompt and the placement as they
    /// were, so they don't outlive another.
    /// </summary>
    public AnswerFormat FormatOf(ParseResult parsed, LoadedModel model) => FormatOf(parsed, model.Format);

    /// <inheritdoc cref="FormatOf(ParseResult, LoadedModel)"/>
    public AnswerFormat FormatOf(ParseResult parsed, AnswerFormat own)
    {
        var format = own with
        {
            SystemPrompt = parsed.GetValue(_prompt) is { } prompt ? TextOrFile.Read(prompt) : own.SystemPrompt,
            Placement = parsed.GetValue(_placement) switch
            {
                "first" => DecisionPlacement.First,
                "last" => DecisionPlacement.Last,
                _ => own.Placement,
            },
        };
        return format == own ? format : format with { DecisionOffsets = null };
    }
}
