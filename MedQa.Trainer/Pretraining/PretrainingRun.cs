using System.Diagnostics;
using System.Text.Json;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Pretraining;

/// <summary>
/// Trains a decoder from scratch to predict the next token: packed sequences, AdamW or Muon with weight decay on matrices, a
/// warmed-up cosine, weights in float32 and products in the model's compute type. A run that is killed goes on from its last state and
/// ends with the same weights.
/// </summary>
internal sealed class PretrainingRun : IDisposable
{
    private const string StateFile = "state.safetensors";

    private readonly PretrainingOptions options;
    private readonly TokenizedCorpus corpus;
    private readonly MistralForCausalLM model;
    private readonly PackedBatches batches;
    private readonly Optimizer optimizer;
    private readonly WeightAverage? average;
    private readonly PlainTrainingPass pass;
    private readonly CosineSchedule schedule;
    private readonly string stateFolder;
    private readonly string fingerprint;
    private readonly int steps;

    /// <param name="model">Float32 weights, initialised; stays the caller's.</param>
    /// <param name="stateFolder">Where the state of an unfinished run lies.</param>
    public PretrainingRun(PretrainingOptions options, TokenizedCorpus corpus, MistralForCausalLM model, string stateFolder)
    {
        this.options = options;
        this.corpus = corpus;
        this.model = model;
        this.stateFolder = stateFolder;
        batches = new PackedBatches(corpus, options.SequenceLength, options.Batch, options.Seed);
        steps = (int)Math.Max(1, options.Epochs * corpus.Tokens.Length / ((long)options.Batch * options.SequenceLength));
        schedule = new CosineSchedule(options.LearningRate, steps, options.WarmupSteps, options.FinalRateShare);
        optimizer = Create(options, model);
        average = options.AverageFrom is { } share ? new WeightAverage(optimizer.Weights, (int)(share * steps) + 1) : null;
        pass = new PlainTrainingPass(model, adapter: null, checkpointedLayers: 0, options.Dropout);
        fingerprint = PretrainingFingerprint.Of(options, corpus, model.Config);
    }

    private string StatePath => Path.Combine(stateFolder, StateFile);

    /// <summary>Runs to the end.</summary>
    /// <param name="resume">Whether to go on from the state that an earlier run left.</param>
    /// <param name="report">Takes the progress, on this thread.</param>
    /// <exception cref="TrainingDivergedException">The loss is no number any more.</exception>
    public PretrainingResult Run(bool resume, Action<RunProgress> report, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        Directory.CreateDirectory(stateFolder);
        var finalLoss = resume && File.Exists(StatePath) ? Restore(report) : 0;
        var meter = new SpeedMeter();
        using var losses = zeros(1, float32, model.Device).DetachFromDisposeScope();
        var counted = 0;
        for (var step = optimizer.StepCount; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var norm = Step(step, losses);
            average?.Add(optimizer);
            counted++;
            meter.Add((long)options.Batch * options.SequenceLength);
            var done = step + 1;
            if (done % options.LogEvery == 0 || done % options.CheckpointEvery == 0 || done == steps)
            {
                finalLoss = losses.item<float>() / counted;
                losses.zero_();
                if (!double.IsFinite(finalLoss))
                {
                    throw new TrainingDivergedException($"The training loss is {finalLoss} between steps {done - counted + 1} and {done}. Lower the learning rate ({options.LearningRate}) or lengthen the warm-up ({options.WarmupSteps} steps).");
                }

                counted = 0;
                var speed = meter.Read(steps - done);
                report(new RunProgress
                {
                    Step = done,
                    Steps = steps,
                    Loss = finalLoss,
                    GradientNorm = norm.item<float>(),
                    LearningRate = schedule.At(step),
                    TokensPerSecond = speed.TokensPerSecond,
                    StepSeconds = speed.StepSeconds,
                    TimeLeft = speed.TimeLeft,
                });
            }

            if (options.EvaluateEvery > 0 && done % options.EvaluateEvery == 0 && done < steps)
            {
                report(new RunProgress { Step = done, Steps = steps, Message = HeldOutTable.OneLine(Measure(cancellationToken)) });
                meter.Restart();
            }

            if (done % options.CheckpointEvery == 0)
            {
                RunState.Save(StatePath, optimizer, fingerprint, JsonSerializer.Serialize(finalLoss), average?.Mean, cancellationToken);
                meter.Restart();
            }
        }

        if (average is not null)
        {
            optimizer.Replace(average.Mean);
        }

        return new PretrainingResult(
            steps, corpus.Tokens.Length, (long)steps * options.Batch * options.SequenceLength, model.ParameterCount, finalLoss,
            watch.Elapsed.TotalSeconds, Measure(cancellationToken));
    }

    /// <summary>Removes the state of a finished run.</summary>
    public void Finish()
    {
        if (Directory.Exists(stateFolder))
        {
            Directory.Delete(stateFolder, recursive: true);
        }
    }

    public void Dispose()
    {
        pass.Dispose();
        average?.Dispose();
        optimizer.Dispose();
    }

    private static Optimizer Create(PretrainingOptions options, MistralForCausalLM model)
    {
        var adamW = new AdamWOptions(options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
        var tensors = model.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: w.Value.dim() == 2) { IsHiddenMatrix = MistralWeights.IsProjection(w.Key) });
        return options.Optimizer switch
        {
            PretrainingOptimizer.AdamW => new AdamW(new TrainedVector(tensors), adamW),
            PretrainingOptimizer.Muon => new Muon(new TrainedVector(OptimizerPart.Ordered(tensors)), new MuonOptions(adamW, options.Momentum)),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Optimizer, "There is no such optimizer."),
        };
    }

    private double Restore(Action<RunProgress> report)
    {
        var (notes, mean) = RunState.Load(StatePath, optimizer, fingerprint);
        using (mean)
        {
            TakeUp(mean);
        }

        report(new RunProgress { Step = optimizer.StepCount, Steps = steps, Message = "resumed" });
        return JsonSerializer.Deserialize<double>(notes);
    }

    private void TakeUp(Tensor? mean)
    {
        if (average is not null)
        {
            average.Mean.copy_(mean ?? throw new InvalidDataException($"{StatePath} holds no mean of the weights, though the run keeps one. Start without --resume."));
        }
    }

    private Tensor Step(int step, Tensor losses)
    {
        using var scope = NewDisposeScope();
        var part = options.Batch / options.Accumulation * (options.SequenceLength + 1);
        var ids = batches.At(step);
        var scale = 1.0 / ((long)options.Batch * options.SequenceLength);
        for (var first = 0; first < ids.Length; first += part)
        {
            var sum = pass.Accumulate(PackedBatchBuilder.OfWindows(ids.AsSpan(first, part), options.SequenceLength), scale, seed: ((long)step * options.Accumulation) + (first / part));
            losses.add_(sum.mul_(scale));
        }

        return optimizer.Step(schedule.At(step), options.ClipNorm).MoveToOuterDisposeScope();
    }

    private IReadOnlyList<HeldOutFigure> Measure(CancellationToken cancellationToken) =>
        HeldOutMeasure.Of(model, corpus.HeldOut, options.SequenceLength, Math.Max(1, options.Batch / options.Accumulation), cancellationToken);
}
