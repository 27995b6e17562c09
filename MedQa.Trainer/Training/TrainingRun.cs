using System.Diagnostics;
using System.Text.Json;
using MedQa.Model.Cuda;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training.Optimizers;
using TorchSharp;
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
    private readonly ExampleSet training;
    private readonly WatchedRows watched;
    private readonly string statePath;
    private readonly string fingerprint;
    private readonly IDeviceWatch device;
    private readonly Optimizer optimizer;
    private readonly MicroBatches microBatches;
    private readonly ITrainingPass pass;
    private readonly TrainingStep trainingStep;
    private readonly BatchOrder order;
    private readonly IRateSchedule schedule;
    private readonly int steps;
    private Tensor? best;
    private RunNotes notes = new();

    /// <param name="options">The run's options.</param>
    /// <param name="model">The base; every weight is float32 where it is trained. Stays the caller's.</param>
    /// <param name="adapter">The adapter to train, or null to train the model. Stays the caller's.</param>
    /// <param name="rows">Rows to train on and to watch.</param>
    /// <param name="statePath">The file that the state of an unfinished run is kept in.</param>
    /// <param name="fingerprint">What the run is: only its own state is taken up.</param>
    /// <param name="device">Measures what the run takes of its device. Stays the caller's.</param>
    /// <exception cref="ArgumentException">The weights are to be kept by their decisions, but no step is both evaluated and a checkpoint.</exception>
    /// <exception cref="InvalidDataException">There are no rows to train on, or none of those that the kept weights go by.</exception>
    public TrainingRun(
        TrainingOptions options, MistralForCausalLM model, LoraAdapter? adapter, PreparedRows rows, string statePath, string fingerprint, IDeviceWatch device)
    {
        if (rows.Training.Examples.Count == 0)
        {
            throw new InvalidDataException("There are no rows to train on.");
        }

        this.options = options;
        this.model = model;
        training = rows.Training;
        this.statePath = statePath;
        this.fingerprint = fingerprint;
        this.device = device;
        order = new BatchOrder(training.Examples, options.StepRows, options.LengthWindow, options.Seed);
        steps = options.Epochs * order.StepsPerEpoch;
        if (options.Keep.GoesByDecisions() && !Enumerable.Range(1, steps).Any(CanBeBest))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"keep is {options.Keep}, but none of the {steps} steps is both evaluated and a checkpoint: evaluateEvery is {options.EvaluateEvery}, evaluateEpochEnds {options.EvaluateEpochEnds}, saveEvery {options.SaveEvery}, saveBest {options.SaveBest}. Set saveBest, let evaluateEvery and saveEvery meet, or keep the last weights."));
        }

        if (options.Keep.GoesByDecisions() && rows.Decisions is null)
        {
            throw new InvalidDataException($"The weights are to be kept by their decisions, but none of the {rows.Evaluation.Examples.Count} watched rows has a decision. Watch rows that have one, or keep the best by the loss.");
        }

        schedule = options.RateSchedule(steps);
        var tensors = adapter is null
            ? model.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: w.Value.dim() > 1))
            : adapter.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: true));
        optimizer = OptimizerFactory.Create(
            options.Optimizer,
            new TrainedVector(tensors, adapter?.FlatWeights),
            new AdamWOptions(options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay),
            model.ComputeDType == ScalarType.Float16 ? new LossScaler() : null,
            model.Device.type == DeviceType.CUDA ? () => DeviceMemory.Read(model.Device).FreeBytes : null);
        microBatches = MicroBatches.Of(options);
        watched = new WatchedRows(
            rows.Evaluation.Examples, options.ScoresDecisions ? rows.Decisions : null, options.ScoresDecisions || options.DecisionWeight != 1, microBatches);
        try
        {
            pass = TrainingPasses.Create(model, adapter, options, microBatches.Most(training.Examples));
        }
        catch
        {
            optimizer.Dispose();
            throw;
        }

        trainingStep = new TrainingStep(pass, optimizer, options.ClipNorm);
    }

    /// <summary>Whether as many evaluations as the options allow were no better.</summary>
    private bool IsStoppedEarly => options.EarlyStopping > 0 && options.Keep != KeptWeights.Last && notes.EvaluationsSinceBest(options.Keep) >= options.EarlyStopping;

    /// <summary>Runs to the end; the model or the adapter then holds the kept weights.</summary>
    /// <param name="resume">Whether to go on from the state that an earlier run left.</param>
    /// <param name="report">Takes the progress, on this thread.</param>
    /// <exception cref="TrainingDivergedException">
    /// A loss is no number any more, or the gradients are none (in fp16: with every loss scale); names the step and the rows' ids.
    /// </exception>
    /// <exception cref="TrainingMemoryException">The memory does not suffice; says what takes less.</exception>
    public TrainingResult Run(bool resume, Action<RunProgress> report, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        var reporter = new RunReporter(steps, device, new TrainingMetrics(options.Seed, device.GpuId), report);
        if (resume && File.Exists(statePath))
        {
            Restore();
            reporter.Say(notes.Step, "resumed");
        }

        while (notes.Step < steps && !IsStoppedEarly)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(reporter);
            var evaluates = IsEvaluated(notes.Step);
            if (evaluates)
            {
                Evaluate(reporter, cancellationToken);
            }

            if (IsCheckpoint(notes.Step) || (evaluates && options.SaveBest))
            {
                Save(cancellationToken);
                reporter.Say(notes.Step, "state kept");
            }
        }

        if (IsStoppedEarly)
        {
            reporter.Say(notes.Step, FormattableString.Invariant($"stopped early: {options.EarlyStopping} evaluations without {options.Keep.Gain()}"));
        }

        var keepsBest = best is not null && options.Keep != KeptWeights.Last;
        if (keepsBest)
        {
            optimizer.Replace(best!);
        }

        return new TrainingResult(
            notes.Step, training.Examples.Count, watched.Examples.Count, training.ShortenedCount, optimizer.Count,
            keepsBest ? notes.BestStep : notes.Step, notes.BestLoss, notes.History, watch.Elapsed.TotalSeconds)
        {
            PlannedSteps = steps,
            Fingerprint = fingerprint,
        };
    }

    /// <summary>After a loss that is no number: puts the best weights so far, else those of the last state, back into what is trained.</summary>
    /// <returns>Their step, or null where there are none.</returns>
    public int? RestoreGood()
    {
        if (best is not null)
        {
            optimizer.Replace(best);
            return notes.BestStep;
        }

        if (!File.Exists(statePath))
        {
            return null;
        }

        Restore();
        return notes.Step;
    }

    public void Dispose()
    {
        best?.Dispose();
        pass.Dispose();
        optimizer.Dispose();
    }

    private bool IsEvaluated(int step) => step % options.EvaluateEvery == 0 || (options.EvaluateEpochEnds && step % order.StepsPerEpoch == 0);

    private bool IsCheckpoint(int step) => step % options.SaveEvery == 0;

    private bool CanBeBest(int step) => IsEvaluated(step) && (options.SaveBest || IsCheckpoint(step));

    private void Take(RunReporter reporter)
    {
        var step = notes.Step;
        var rows = order.At(step);
        var tokens = rows.Sum(r => (long)r.Ids.Length);

        // As in transformers' trainer, a step that fp16 skipped does not move the schedule on.
        var rate = schedule.At(step - optimizer.SkippedCount);
        var parts = microBatches.Divide(rows);
        var batches = parts.Select(p => PackedBatchBuilder.Of(p, options.DecisionWeight)).ToArray();
        var (loss, norm, spoiled) = MemoryErrors.Guard(
            options,
            () => FormattableString.Invariant($"step {step + 1} ({rows.Count} rows, {tokens} tokens, the longest row {rows.Max(r => r.Ids.Length)})"),
            () => reporter.Step(tokens, () => trainingStep.Take(batches, rate, unchecked((options.Seed * 1_000_003) + step))));
        if (!double.IsFinite(loss) || !(double.IsFinite(norm) || optimizer.Scaler is { IsExhausted: false }))
        {
            throw new TrainingDivergedException(FormattableString.Invariant(
                $"Step {step + 1}: the loss is {loss}, the gradients' norm {norm}. Rows: {Ids(spoiled.Count == 0 ? rows : [.. spoiled.SelectMany(i => parts[i])])}. Lower the learning rate ({options.LearningRate}), or look at these rows."));
        }

        notes = notes.WithStep(loss);
        if (notes.Step % options.LogEvery == 0 || notes.Step == steps)
        {
            reporter.Report(notes.Step, notes.LoggedSum / notes.LoggedSteps, double.IsFinite(norm) ? norm : null, rate);
            notes = notes.WithReport();
        }
    }

    private void Evaluate(RunReporter reporter, CancellationToken cancellationToken)
    {
        if (watched.Examples.Count == 0)
        {
            notes = notes.WithEvaluation(null);
            return;
        }

        var figures = MemoryErrors.Guard(
            options,
            () => FormattableString.Invariant($"the evaluation after step {notes.Step} ({watched.Examples.Count} rows, the longest {watched.Examples.Max(r => r.Ids.Length)} tokens)"),
            () => watched.Evaluate(pass, cancellationToken));
        if (!double.IsFinite(figures.Loss))
        {
            throw new TrainingDivergedException(FormattableString.Invariant(
                $"The evaluation loss after step {notes.Step} is {figures.Loss}. Lower the learning rate ({options.LearningRate}), or look at the rows that are watched: {Ids(watched.Examples)}."));
        }

        notes = notes.WithEvaluation(figures);
        if (CanBeBest(notes.Step) && notes.IsBest(options.Keep))
        {
            notes = notes.WithBest(figures.Loss);
            best?.Dispose();
            best = optimizer.Weights.clone().DetachFromDisposeScope();
        }

        reporter.Evaluated(notes.Step, figures);
    }

    /// <summary>Replaces the state, but never by one with weights that are no numbers: the last good one stays.</summary>
    private void Save(CancellationToken cancellationToken)
    {
        using (var scope = NewDisposeScope())
        {
            if (!optimizer.Weights.isfinite().all().item<bool>())
            {
                throw new TrainingDivergedException(FormattableString.Invariant(
                    $"After step {notes.Step} weights are no numbers. Rows: {Ids(order.At(notes.Step - 1))}. Lower the learning rate ({options.LearningRate}), or raise epsilon ({options.Epsilon})."));
            }
        }

        RunState.Save(statePath, optimizer, fingerprint, JsonSerializer.Serialize(notes), best, cancellationToken);
    }

    private void Restore()
    {
        best?.Dispose();
        (var json, best) = RunState.Load(statePath, optimizer, fingerprint);
        notes = JsonSerializer.Deserialize<RunNotes>(json)!;
    }

    private static string Ids(IReadOnlyList<TrainingExample> rows)
    {
        const int Most = 32;
        var ids = string.Join(", ", rows.Take(Most).Select(r => r.RowId));
        return rows.Count > Most ? FormattableString.Invariant($"{ids} and {rows.Count - Most} more") : ids;
    }
}
