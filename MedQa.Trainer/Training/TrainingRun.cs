using System.Diagnostics;
using System.Text.Json;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>
/// Fine-tunes an adapter, or every weight of a model. What a step does depends on the state before it, the seed and the step's
/// number alone: a run that is killed goes on from its last state and ends with the same weights.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainingOptions options;
    private readonly MistralForCausalLM model;
    private readonly LoraAdapter? adapter;
    private readonly ExampleSet training;
    private readonly ExampleSet evaluation;
    private readonly string statePath;
    private readonly string fingerprint;
    private readonly FlatAdamW optimizer;
    private readonly MicroBatches microBatches;
    private readonly ITrainingPass pass;
    private readonly TrainingStep trainingStep;
    private readonly BatchOrder order;
    private readonly CosineSchedule schedule;
    private readonly int steps;
    private Tensor? best;
    private Notes notes = new([], null, 0, 0, 0);

    /// <param name="options">The run's options.</param>
    /// <param name="model">The base; every weight is float32 where it is trained. Stays the caller's.</param>
    /// <param name="adapter">The adapter to train, or null to train the model. Stays the caller's.</param>
    /// <param name="training">Rows to train on.</param>
    /// <param name="evaluation">Rows to watch; may be empty.</param>
    /// <param name="statePath">The file that the state of an unfinished run is kept in.</param>
    /// <param name="dataHash">What the rows were read from.</param>
    public TrainingRun(
        TrainingOptions options, MistralForCausalLM model, LoraAdapter? adapter, ExampleSet training, ExampleSet evaluation, string statePath, string dataHash)
    {
        if (training.Examples.Count == 0)
        {
            throw new InvalidDataException("There are no rows to train on.");
        }

        this.options = options;
        this.model = model;
        this.adapter = adapter;
        this.training = training;
        this.evaluation = evaluation;
        this.statePath = statePath;
        order = new BatchOrder(training.Examples, options.StepRows, options.LengthWindow, options.Seed);
        steps = options.Epochs * order.StepsPerEpoch;
        schedule = new CosineSchedule(options.LearningRate, steps, options.WarmupShare * steps);
        var tensors = adapter is null
            ? model.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: w.Value.dim() > 1))
            : adapter.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: true));
        optimizer = new FlatAdamW(tensors, new AdamWOptions(options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay));
        microBatches = MicroBatches.Of(options);
        pass = TrainingPasses.Create(model, adapter, options, microBatches.Most(training.Examples));
        trainingStep = new TrainingStep(pass, optimizer, options.ClipNorm);
        fingerprint = OptionsFile.ToJson(options with { Output = "", Publish = null, LogEvery = 1, Checkpointing = ActivationCheckpointing.Auto }) + $"|{dataHash}|{model.Config}";
    }

    /// <summary>Runs to the end; the model or the adapter then holds the kept weights.</summary>
    /// <param name="resume">Whether to go on from the state that an earlier run left.</param>
    /// <param name="report">Takes the progress, on this thread.</param>
    /// <exception cref="TrainingDivergedException">A loss is no number any more; names the step and the rows' ids.</exception>
    public TrainingResult Run(bool resume, Action<RunProgress> report, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        if (resume && File.Exists(statePath))
        {
            Restore();
            report(new RunProgress { Step = optimizer.StepCount, Steps = steps, Message = "resumed" });
        }

        var meter = new SpeedMeter();
        double logged = 0;
        var loggedSteps = 0;
        for (var step = optimizer.StepCount; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = order.At(step);
            var (loss, norm) = Take(step, rows);
            logged += loss;
            loggedSteps++;
            notes = notes with { LossSum = notes.LossSum + loss, LossSteps = notes.LossSteps + 1 };
            meter.Add(rows.Sum(r => r.Ids.Length));
            var done = step + 1;
            if (done % options.LogEvery == 0 || done == steps)
            {
                var (speed, left) = meter.Read(steps - done);
                report(new RunProgress
                {
                    Step = done,
                    Steps = steps,
                    Loss = logged / loggedSteps,
                    GradientNorm = norm,
                    LearningRate = schedule.At(step),
                    TokensPerSecond = speed,
                    TimeLeft = left,
                });
                (logged, loggedSteps) = (0, 0);
            }

            if (done % options.EvaluateEvery == 0 || done % order.StepsPerEpoch == 0)
            {
                Evaluate(done, report, cancellationToken);
                meter.Restart();
            }
        }

        if (best is not null && options.Keep == KeptWeights.Best)
        {
            optimizer.Replace(best);
        }

        return new TrainingResult(
            steps, training.Examples.Count, evaluation.Examples.Count, training.ShortenedCount, optimizer.Count,
            best is not null && options.Keep == KeptWeights.Best ? notes.BestStep : steps, notes.BestLoss, notes.History, watch.Elapsed.TotalSeconds);
    }

    public void Dispose()
    {
        best?.Dispose();
        pass.Dispose();
        optimizer.Dispose();
    }

    private (double Loss, double GradientNorm) Take(int step, IReadOnlyList<TrainingExample> rows)
    {
        var batches = microBatches.Divide(rows).Select(PackedBatchBuilder.Of).ToArray();
        var (loss, norm) = trainingStep.Take(batches, schedule.At(step), unchecked((options.Seed * 1_000_003) + step));
        return double.IsFinite(loss) && double.IsFinite(norm)
            ? (loss, norm)
            : throw new TrainingDivergedException(
                $"Step {step + 1}: the loss is {loss}, the gradients' norm {norm}. Rows: {string.Join(", ", rows.Select(r => r.RowId))}. Lower the learning rate ({options.LearningRate}), or look at these rows.");
    }

    private void Evaluate(int done, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        double? loss = evaluation.Examples.Count == 0
            ? null
            : EvaluationLoss.Of(pass, evaluation.Examples, microBatches, cancellationToken);
        notes = notes with
        {
            History = [.. notes.History, new LossPoint(done, notes.LossSum / notes.LossSteps, loss)],
            LossSum = 0,
            LossSteps = 0,
        };
        if (loss is { } value && double.IsFinite(value) && (notes.BestLoss is not { } lowest || value < lowest))
        {
            notes = notes with { BestLoss = value, BestStep = done };
            best?.Dispose();
            best = optimizer.State["weights"].clone().DetachFromDisposeScope();
        }

        RunState.Save(statePath, optimizer, fingerprint, JsonSerializer.Serialize(notes), best, cancellationToken);
        report(new RunProgress { Step = done, Steps = steps, EvaluationLoss = loss, Message = "state kept" });
    }

    private void Restore()
    {
        (var json, best) = RunState.Load(statePath, optimizer, fingerprint);
        notes = JsonSerializer.Deserialize<Notes>(json)!;
    }

    /// <param name="History">Losses so far.</param>
    /// <param name="BestLoss">The lowest evaluation loss.</param>
    /// <param name="BestStep">Where it was.</param>
    /// <param name="LossSum">Sum of the training losses since the last evaluation.</param>
    /// <param name="LossSteps">Steps since.</param>
    private sealed record Notes(IReadOnlyList<LossPoint> History, double? BestLoss, int BestStep, double LossSum, int LossSteps);
}
