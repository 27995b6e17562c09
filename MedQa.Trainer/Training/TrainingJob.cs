using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Trainer.Data;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>From options to an adapter's, or a model's, folder: loads the base and the rows, trains, writes.</summary>
internal static class TrainingJob
{
    /// <summary>The folder in the output that holds an unfinished run's state.</summary>
    public const string StateFolder = "state";

    private const string StateFile = "state.safetensors";

    /// <summary>Runs it.</summary>
    /// <param name="options">With absolute paths.</param>
    /// <param name="resume">Whether to go on from the state that an earlier run left in the output folder.</param>
    /// <param name="report">Takes the progress.</param>
    public static async Task<TrainingResult> RunAsync(
        TrainingOptions options, bool resume, Action<RunProgress> report, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var rows = await TrainingRows.LoadAsync(options, cancellationToken);

        // Everything that touches tensors stays on one thread: dispose scopes belong to a thread.
        return await Task.Factory.StartNew(
            () => Run(options, rows, resume, report, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static TrainingResult Run(TrainingOptions options, TrainingRows rows, bool resume, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        var device = DeviceChoice.Of(options.Device);
        var compute = DeviceChoice.Of(options.DType, device);
        using var checkpoint = Checkpoint.Open(options.Model, device, options.Full ? ScalarType.Float32 : compute, cancellationToken);
        var longest = Math.Min(options.MaxLength, checkpoint.Model.Config.MaxPositionEmbeddings);
        var builder = new ExampleBuilder(checkpoint.Tokenizer, checkpoint.ChatTemplate, options.Format);
        var training = builder.Build(rows.Training, longest, cancellationToken);
        var evaluation = builder.Build(rows.Evaluation, longest, cancellationToken);
        using var trained = options.Full ? WithComputeType(checkpoint.Model, compute) : null;
        var model = trained ?? checkpoint.Model;
        using var adapter = options.Full ? null : LoraAdapter.Create(model, options.Lora.ToConfig(), options.Seed);
        var state = Path.Combine(options.Output, StateFolder);
        Directory.CreateDirectory(state);
        using var run = new TrainingRun(options, model, adapter, training, evaluation, Path.Combine(state, StateFile), $"{rows.Hash}, {checkpoint.Hash}");
        report(new RunProgress
        {
            Step = 0,
            Steps = 1,
            Message = $"{checkpoint.Name} on {device}, products in {compute}; {training.Examples.Count} rows to train on, {evaluation.Examples.Count} to watch; "
                + $"{training.ShortenedCount + evaluation.ShortenedCount} lost the end of their context to fit {longest} tokens",
        });
        var log = new ScalarLog(Path.Combine(options.Output, "logs"));
        var result = run.Run(resume, progress => { log.Add(progress); report(progress); }, cancellationToken);
        var output = new TrainingOutput(options, checkpoint, rows.Hash, result);
        if (adapter is not null)
        {
            output.WriteAdapter(adapter);
        }
        else
        {
            output.WriteModel(model, cancellationToken);
        }

        Directory.Delete(state, recursive: true);
        return result;
    }

    /// <summary>The same weights, float32, multiplied in another type.</summary>
    private static MistralForCausalLM WithComputeType(MistralForCausalLM source, ScalarType compute)
    {
        var model = MistralForCausalLM.Create(source.Config, source.Device, ScalarType.Float32, compute);
        using var _ = no_grad();
        foreach (var (name, weight) in source.Weights)
        {
            model.Weights[name].copy_(weight);
        }

        return model;
    }
}
