using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Trainer.Data;
using MedQa.Trainer.TensorBoard;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>A base, loaded once and trained on as often as there are seeds or folds. Belongs to one thread.</summary>
internal sealed class LoadedTrainer : IDisposable
{
    private const string StateFolder = "state";
    private const string StateFile = "state.safetensors";
    private const string LastGoodFolder = "last-good";

    private readonly Checkpoint checkpoint;
    private readonly ScalarType compute;
    private readonly StartingAdapter? start;

    private LoadedTrainer(Checkpoint checkpoint, ScalarType compute, StartingAdapter? start)
    {
        this.checkpoint = checkpoint;
        this.compute = compute;
        this.start = start;
    }

    /// <summary>The base.</summary>
    public Checkpoint Checkpoint => checkpoint;

    /// <summary>Loads the base.</summary>
    /// <exception cref="TrainingMemoryException">The memory does not suffice.</exception>
    public static LoadedTrainer Load(TrainingOptions options, CancellationToken cancellationToken)
    {
        var device = DeviceChoice.Of(options.Device);
        var compute = DeviceChoice.Of(options.DType, device);
        var checkpoint = MemoryErrors.Guard(
            options,
            () => $"loading {options.Model} on {device}",
            () => Checkpoint.Open(options.Model, device, options.Full ? ScalarType.Float32 : compute, options.Quantization, cancellationToken));
        try
        {
            RequireTrainable(options, checkpoint);
            return new LoadedTrainer(checkpoint, compute, StartingAdapter.Open(options, checkpoint));
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Lays rows out for the base.</summary>
    /// <exception cref="DataFileException">A row is too long even without its context.</exception>
    public PreparedRows Prepare(TrainingOptions options, TrainingRows rows, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        var longest = Math.Min(options.MaxLength, checkpoint.Model.Config.MaxPositionEmbeddings);
        var builder = new ExampleBuilder(checkpoint.Tokenizer, checkpoint.ChatTemplate, options.Format);
        var training = builder.Build(rows.Training, longest, cancellationToken);
        var evaluation = builder.Build(rows.Evaluation, longest, cancellationToken);
        report(new RunProgress
        {
            Step = 0,
            Steps = 1,
            Message = $"{checkpoint.Name} on {checkpoint.Model.Device}, products in {compute}{(start is null ? "" : $", starting from {start.Name}")}; "
                + $"{training.Examples.Count} rows to train on, {evaluation.Examples.Count} to watch{(rows.LeftOut == 0 ? "" : $", {rows.LeftOut} of the official test left out")}; "
                + $"{training.ShortenedCount + evaluation.ShortenedCount} lost the end of their context to fit {longest} tokens",
        });
        return new PreparedRows(training, evaluation, WatchedDecisions.Of(checkpoint.Tokenizer, options.Format, evaluation.Examples), rows.Hash);
    }

    /// <summary>Trains with one seed on one set of rows and writes the result.</summary>
    /// <param name="options">As loaded, but for the seed and the output.</param>
    /// <param name="rows">Laid out with the same options.</param>
    /// <param name="resume">Whether to go on from the state in the output folder, or take the result of a run that ended there.</param>
    /// <param name="report">Takes the progress.</param>
    /// <exception cref="InvalidDataException">The folder holds another run's state or result.</exception>
    public TrainingResult Train(TrainingOptions options, PreparedRows rows, bool resume, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        var starting = start is null ? "" : $", {start.Hash} {start.ConfigHash}";
        var fingerprint = RunFingerprint.Of(options, $"{rows.Hash}, {checkpoint.Hash}{starting}", checkpoint.Model.Config);
        var state = Path.Combine(options.Output, StateFolder);
        if (resume && TrainingOutput.Finished(options.Output) is { } finished)
        {
            if (finished.Fingerprint != fingerprint)
            {
                throw new InvalidDataException(
                    $"{options.Output} holds the result of another run: the options or the data are not the same. Give the run's own options, or start without --resume or in another folder.");
            }

            Remove(state);
            report(new RunProgress { Step = finished.Steps, Steps = finished.Steps, Message = $"{options.Output} has ended already" });
            return finished;
        }

        Directory.CreateDirectory(options.Output);
        if (!resume)
        {
            TrainingOutput.Reopen(options.Output);
            Remove(state);
        }

        Directory.CreateDirectory(state);
        RemoveHalfWritten(state);
        var result = Train(options, rows, Path.Combine(state, StateFile), fingerprint, resume, report, cancellationToken);
        Remove(state);
        return result;
    }

    public void Dispose() => checkpoint.Dispose();

    private TrainingResult Train(
        TrainingOptions options, PreparedRows rows, string statePath, string fingerprint, bool resume, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        using var trained = options.Full ? WithComputeType(checkpoint.Model, compute) : null;
        var model = trained ?? checkpoint.Model;
        using var adapter = options.Full ? null : start?.Load(checkpoint, options.Lora) ?? LoraAdapter.Create(model, options.Lora.ToConfig(), options.Seed);
        using IDeviceWatch device = model.Device.type == DeviceType.CUDA ? new GpuWatch(model.Device) : new ProcessWatch();
        using var run = MemoryErrors.Guard(
            options,
            () => "setting up the optimizer",
            () => new TrainingRun(options, model, adapter, rows, statePath, fingerprint, device));
        using var log = new ScalarLog(Path.Combine(options.Output, "logs"));
        var output = new TrainingOutput(options, checkpoint, rows.Hash, start);
        try
        {
            var result = run.Run(resume, progress => { log.Add(progress); report(progress); }, cancellationToken);
            output.WriteWeights(options.Output, model, adapter, cancellationToken);
            output.WriteNotes(result);
            return result;
        }
        catch (TrainingDivergedException e)
        {
            if (run.RestoreGood() is not { } step)
            {
                throw;
            }

            var folder = Path.Combine(options.Output, LastGoodFolder);
            output.WriteWeights(folder, model, adapter, cancellationToken);
            throw new TrainingDivergedException(
                FormattableString.Invariant($"{e.Message} The weights of step {step} are in {folder}; the last checkpoint is kept in {Path.GetDirectoryName(statePath)}."));
        }
    }

    private static void RequireTrainable(TrainingOptions options, Checkpoint checkpoint)
    {
        if (options.Full && checkpoint.Model.IsQuantized)
        {
            throw new ArgumentException($"{checkpoint.SourcePath} was saved in 4 bit, and such weights can't be trained: leave full out, or take the unquantized model.");
        }
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

    /// <summary>A run that was killed while it wrote left its temporary file.</summary>
    private static void RemoveHalfWritten(string state)
    {
        foreach (var file in Directory.EnumerateFiles(state, "*.tmp"))
        {
            File.Delete(file);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
