using System.CommandLine;
using MedQa.Model.Answers;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Commands;

/// <summary><c>train</c>: fine-tunes an adapter, or every weight of a model.</summary>
public static class TrainCommand
{
    private static readonly Option<FileInfo?> File = new("--options", "-o") { Description = "JSON file with the run's options; its paths are relative to it." };
    private static readonly Option<string?> Model = new("--model") { Description = "The base: a folder or a .gguf file." };
    private static readonly Option<string?> Data = new("--data") { Description = "The rows: .json, .jsonl or .parquet." };
    private static readonly Option<string?> Split = new("--split") { Description = "Ids to train on and to watch, JSON." };
    private static readonly Option<string?> Output = new("--output") { Description = "Folder for the adapter or the model." };
    private static readonly Option<string?> Publish = new("--publish") { Description = "Name to publish the adapter under." };
    private static readonly Option<bool?> Full = new("--full") { Description = "Train every weight and write a model.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<DecisionPlacement?> Placement = new("--placement") { Description = "Where the decision stands: first or last." };
    private static readonly Option<string?> SystemPrompt = new("--system-prompt") { Description = "What the prompt begins with." };
    private static readonly Option<int?> Rank = new("--rank") { Description = "LoRA's r." };
    private static readonly Option<double?> Alpha = new("--alpha") { Description = "LoRA's alpha." };
    private static readonly Option<double?> Dropout = new("--dropout") { Description = "LoRA's dropout." };
    private static readonly Option<int?> Epochs = new("--epochs") { Description = "Passes over the rows." };
    private static readonly Option<double?> LearningRate = new("--learning-rate", "--lr") { Description = "Peak of the learning rate." };
    private static readonly Option<int?> Batch = new("--batch") { Description = "Rows computed at once." };
    private static readonly Option<int?> Accumulation = new("--accumulation") { Description = "Batches of a step." };
    private static readonly Option<int?> MaxLength = new("--max-length") { Description = "Most tokens of a row." };
    private static readonly Option<long?> Seed = new("--seed") { Description = "Decides first weights, orders and dropout." };
    private static readonly Option<int?> EvaluateEvery = new("--evaluate-every") { Description = "Steps between two evaluations." };
    private static readonly Option<KeptWeights?> Keep = new("--keep") { Description = "Weights to end with: best or last." };
    private static readonly Option<string?> Device = new("--device") { Description = "auto, cpu, cuda or cuda:N." };
    private static readonly Option<ComputeType?> DType = new("--dtype")
    {
        Description = "Type to multiply in: auto, float32 or bf16.",
        CustomParser = result => OptionsFile.Parse<ComputeType>(result.Tokens[0].Value, result.AddError),
    };

    private static readonly Option<string[]> Settings = new("--set") { Description = "Settings of the adapter store, KEY=VALUE (MedQa:Adapters:Folder=…)." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on where an earlier run with the same options stopped." };
    private static readonly Option<bool> Show = new("--show") { Description = "Print all options as JSON and stop." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("train", "Fine-tune an adapter on questions and answers.")
        {
            File, Model, Data, Split, Output, Publish, Full, Placement, SystemPrompt, Rank, Alpha, Dropout, Epochs, LearningRate, Batch,
            Accumulation, MaxLength, Seed, EvaluateEvery, Keep, Device, DType, Settings, Resume, Show,
        };
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        if (parsed.GetValue(Show))
        {
            Console.WriteLine(OptionsFile.ToJson(options));
            return;
        }

        options.Validate();
        var store = options.Publish is null ? null : Store(parsed.GetValue(Settings) ?? []);
        var result = await RunView.ShowAsync("train", report => TrainingJob.RunAsync(options, parsed.GetValue(Resume), report, cancellationToken));
        Console.WriteLine(FormattableString.Invariant($"Written to {options.Output}: step {result.KeptStep} of {result.Steps}, evaluation loss {result.BestEvaluationLoss:0.0000}"));
        if (store is not null)
        {
            var manifest = await AdapterPublisher.PublishAsync(store, options, result, cancellationToken);
            Console.WriteLine($"Published as {manifest.Name} version {manifest.Version}");
        }
    }

    /// <summary>The options of the file, or the defaults, with what the command line gives in their place.</summary>
    private static TrainingOptions Options(ParseResult parsed)
    {
        var file = parsed.GetValue(File);
        var options = file is null ? new TrainingOptions() : OptionsFile.Load<TrainingOptions>(file.FullName).Rooted(file.DirectoryName!);
        return (options with
        {
            Model = parsed.GetValue(Model) ?? options.Model,
            Data = parsed.GetValue(Data) ?? options.Data,
            Split = parsed.GetValue(Split) ?? options.Split,
            Output = parsed.GetValue(Output) ?? options.Output,
            Publish = parsed.GetValue(Publish) ?? options.Publish,
            Full = parsed.GetValue(Full) ?? options.Full,
            Placement = parsed.GetValue(Placement) ?? options.Placement,
            SystemPrompt = parsed.GetValue(SystemPrompt) ?? options.SystemPrompt,
            Lora = options.Lora with
            {
                Rank = parsed.GetValue(Rank) ?? options.Lora.Rank,
                Alpha = parsed.GetValue(Alpha) ?? options.Lora.Alpha,
                Dropout = parsed.GetValue(Dropout) ?? options.Lora.Dropout,
            },
            Epochs = parsed.GetValue(Epochs) ?? options.Epochs,
            LearningRate = parsed.GetValue(LearningRate) ?? options.LearningRate,
            Batch = parsed.GetValue(Batch) ?? options.Batch,
            Accumulation = parsed.GetValue(Accumulation) ?? options.Accumulation,
            MaxLength = parsed.GetValue(MaxLength) ?? options.MaxLength,
            Seed = parsed.GetValue(Seed) ?? options.Seed,
            EvaluateEvery = parsed.GetValue(EvaluateEvery) ?? options.EvaluateEvery,
            Keep = parsed.GetValue(Keep) ?? options.Keep,
            Device = parsed.GetValue(Device) ?? options.Device,
            DType = parsed.GetValue(DType) ?? options.DType,
        }).Rooted(Environment.CurrentDirectory);
    }

    /// <summary>The adapter store that the environment and the given settings name.</summary>
    private static IAdapterStore Store(IReadOnlyList<string> settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], p.Length > 1 ? p[1] : null)));
        try
        {
            builder.AddAdapterStore();
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException(e.Message, e);
        }

        return builder.Build().Services.GetRequiredService<IAdapterStore>();
    }
}
