using System.Text;
using System.Text.Json;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Trainer.Data;
using MedQa.Trainer.TensorBoard;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Pretraining;

/// <summary>From an options file to a model's folder: reads the corpus, trains, measures, writes.</summary>
internal static class PretrainingJob
{
    /// <summary>Runs it on one thread of its own: dispose scopes belong to a thread.</summary>
    /// <param name="options">With absolute paths.</param>
    /// <param name="resume">Whether to go on from the state that an earlier run left in the output folder.</param>
    /// <param name="report">Takes the progress.</param>
    public static Task<PretrainingResult> RunAsync(
        PretrainingOptions options, bool resume, Action<RunProgress> report, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(() => Run(options, resume, report, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static PretrainingResult Run(PretrainingOptions options, bool resume, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        options.Validate();
        var config = MistralConfigReader.Read(options.Config);
        if (options.SequenceLength > config.MaxPositionEmbeddings)
        {
            throw new ArgumentException($"sequenceLength ({options.SequenceLength}) is more than the model's max_position_embeddings ({config.MaxPositionEmbeddings}).");
        }

        var device = DeviceChoice.Of(options.Device);
        var tokenizerFile = TokenizerFolder.Find(options.Tokenizer);
        var tokenizer = TokenizerFolder.Open(tokenizerFile);
        if (tokenizer.VocabularySize > config.VocabSize)
        {
            throw new InvalidDataException($"The tokenizer has {tokenizer.VocabularySize} ids, the model's vocab_size is {config.VocabSize}.");
        }

        Directory.CreateDirectory(options.Output);
        File.WriteAllText(Path.Combine(options.Output, "pretraining-options.json"), OptionsFile.ToJson(options));
        report(new RunProgress { Step = 0, Steps = 1, Message = "reading and encoding the corpus" });
        var corpus = TokenCache.GetOrBuild(
            [.. options.Files.Select(f => (f, f.Path))], tokenizer, FileHash.Of(tokenizerFile), options.HoldOutEvery,
            options.Cache ?? Path.Combine(options.Output, "cache"), cancellationToken);
        using var model = MistralForCausalLM.Create(config, device, ScalarType.Float32, DeviceChoice.Of(options.DType, device));
        Begin(options, model, cancellationToken);
        report(new RunProgress
        {
            Step = 0,
            Steps = 1,
            Message = $"{corpus.Lengths.Length} rows, {corpus.Tokens.Length} tokens; {model.ParameterCount} weights on {device}, products in {model.ComputeDType}",
        });
        using var run = new PretrainingRun(options, corpus, model, Path.Combine(options.Output, "state"));
        using var log = new ScalarLog(Path.Combine(options.Output, "logs"));
        var result = run.Run(resume, progress => { log.Add(progress); report(progress); }, cancellationToken);
        Write(options, model, result);
        run.Finish();
        return result;
    }

    /// <summary>Gives a model the weights of <see cref="PretrainingOptions.Model"/>, or draws them.</summary>
    /// <exception cref="InvalidDataException">The given model has another shape.</exception>
    private static void Begin(PretrainingOptions options, MistralForCausalLM model, CancellationToken cancellationToken)
    {
        if (options.Model is not { } folder)
        {
            model.InitializeWeights(options.Seed);
            return;
        }

        using var given = Checkpoint.Open(folder, CPU, ScalarType.Float32, cancellationToken);
        var weights = given.Model.Weights;
        if (weights.Count != model.Weights.Count || !model.Weights.All(w => weights.TryGetValue(w.Key, out var value) && value.shape.SequenceEqual(w.Value.shape)))
        {
            throw new InvalidDataException($"{folder}: its weights are not those that {options.Config} asks for. Leave config out to take the model's own shape.");
        }

        using var none = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            weight.copy_(weights[name]);
        }
    }

    private static void Write(PretrainingOptions options, MistralForCausalLM model, PretrainingResult result)
    {
        ModelExporter.Save(model, options.Output, ScalarType.BFloat16, options.Tokenizer, (long)options.ShardMiB << 20);
        File.WriteAllText(Path.Combine(options.Output, "pretraining.json"), JsonSerializer.Serialize(result, OptionsFile.Json));
        File.WriteAllText(Path.Combine(options.Output, "pretraining.md"), HeldOutTable.Markdown(result.HeldOut), Encoding.UTF8);
    }
}
