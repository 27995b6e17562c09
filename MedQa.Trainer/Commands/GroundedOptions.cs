using System.CommandLine;
using MedQa.Library.Grounding;
using MedQa.Library.Retrieval;
using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Grounded;

namespace MedQa.Trainer.Commands;

/// <summary>The options of commands that ask a library.</summary>
internal sealed class GroundedOptions
{
    private readonly Option<string?> _library = new("--library") { Description = "A folder of documents, or the file of an index that is there. A folder is read into a temporary index." };
    private readonly Option<string[]> _questions = new("--questions") { Description = "Questions with the pages that answer them, and questions that no page answers (benchmarks/grounding/README.md). fit-grounding takes several files.", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _encoder = new("--encoder") { Description = "A BERT or RoBERTa encoder, to search by meaning too: a folder in Hugging Face's layout, or its name on the hub." };
    private readonly Option<string?> _relevance = new("--relevance") { Description = "Weights of relevance that fit-grounding wrote, in place of the library's own." };
    private readonly Option<double?> _threshold = new("--relevance-threshold") { Description = "From which relevance on a question is answered, 0 to 1, in place of what the model's medqa.json says (required alone) and of the weights' own; below the weights' own the model may decline." };
    private readonly Option<GroundingMode> _mode = new("--grounding")
    {
        Description = "required: what no passage supports is left out; auto: it is shown, and where nothing relevant is found the model answers alone.",
        DefaultValueFactory = _ => GroundingMode.Required,
        CustomParser = result => Mode(result.Tokens[0].Value, result.AddError) ?? default,
    };

    private readonly Option<int?> _contextWords = new("--context-words") { Description = "Most words of passages in a prompt; by itself what the model's medqa.json says, else 600." };

    /// <summary>Adds what to ask of which library.</summary>
    public void AddLibraryTo(Command command)
    {
        foreach (var option in (Option[])[_library, _questions, _encoder])
        {
            command.Add(option);
        }
    }

    /// <summary>Adds all options.</summary>
    public void AddTo(Command command)
    {
        AddLibraryTo(command);
        foreach (var option in (Option[])[_relevance, _threshold, _mode, _contextWords])
        {
            command.Add(option);
        }
    }

    /// <summary>Refuses all these options.</summary>
    /// <exception cref="ArgumentException">One was given; names it.</exception>
    public void RequireNone(ParseResult parsed)
    {
        foreach (var option in (Option[])[_library, _questions, _encoder, _relevance, _threshold, _mode, _contextWords])
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new ArgumentException($"{option.Name} goes with --grounded.");
            }
        }
    }

    /// <summary>The library's path.</summary>
    /// <exception cref="ArgumentException">None is named.</exception>
    public string Library(ParseResult parsed) => parsed.GetValue(_library) ?? throw new ArgumentException("Name a folder of documents or an index with --library.");

    /// <summary>The questions' files, at least one.</summary>
    /// <exception cref="ArgumentException">None is named.</exception>
    public IReadOnlyList<string> QuestionFiles(ParseResult parsed) =>
        parsed.GetValue(_questions) is { Length: > 0 } files ? files : throw new ArgumentException("Name a file of questions with --questions.");

    /// <summary>The questions' file.</summary>
    /// <exception cref="ArgumentException">None is named, or several.</exception>
    public string Questions(ParseResult parsed) => QuestionFiles(parsed) is [var file] ? file : throw new ArgumentException("One file of questions is evaluated at a time: give --questions once.");

    /// <summary>Opens the encoder; null where none is named. It is the caller's.</summary>
    public async Task<SentenceEncoder?> OpenEncoderAsync(ParseResult parsed, CancellationToken cancellationToken) => parsed.GetValue(_encoder) is { } encoder
        ? SentenceEncoder.Open(await HubFiles.EncoderAsync(encoder, Console.Error.WriteLine, cancellationToken), cancellationToken: cancellationToken)
        : null;

    /// <summary>The weights of relevance.</summary>
    /// <exception cref="InvalidDataException">The file holds none.</exception>
    public RelevanceModel Relevance(ParseResult parsed)
    {
        if (parsed.GetValue(_relevance) is not { } file)
        {
            return RelevanceModel.Default;
        }

        using var stream = File.OpenRead(file);
        return RelevanceModel.Read(stream, file);
    }

    /// <summary>How questions are asked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="format">How questions are put and answers are laid out.</param>
    /// <param name="model">The model, which may say how many words of passages it reads, from which relevance on, and how much the best sentence is favoured.</param>
    /// <param name="how">Length of answers, seed and draws of the intervals.</param>
    /// <exception cref="ArgumentException">A value can't be used; names it.</exception>
    public GroundedSettings Settings(ParseResult parsed, AnswerFormat format, LoadedModel model, EvaluationOptions how)
    {
        var usual = new GroundingOptions();
        var mode = parsed.GetValue(_mode);
        var settings = new GroundedSettings
        {
            Format = format with { DecisionOffsets = null },
            Mode = mode,
            Grounding = usual with
            {
                ContextWords = parsed.GetValue(_contextWords) ?? model.ContextWords ?? usual.ContextWords,
                RelevanceThreshold = parsed.GetValue(_threshold) ?? (mode == GroundingMode.Required ? model.RelevanceThreshold : null),
                BestSentenceBias = model.BestSentenceBias,
            },
            MaxTokens = how.MaxTokens(parsed),
            Seed = how.Seed(parsed),
            Resamples = how.Resamples(parsed),
        };
        settings.Validate();
        return settings;
    }

    /// <summary>The mode of a name; lists of names and numbers are none.</summary>
    internal static GroundingMode? Mode(string name, Action<string> onError)
    {
        var mode = ValueName.Find<GroundingMode>(name);
        if (mode is null)
        {
            onError($"'{name}' is no mode of grounding; they are required and auto.");
        }

        return mode;
    }

    /// <summary>Opens the library.</summary>
    public Task<GroundedLibrary> OpenLibraryAsync(ParseResult parsed, SentenceEncoder? encoder, RelevanceModel relevance, Action<EvaluationProgress>? report, CancellationToken cancellationToken) =>
        GroundedLibrary.OpenAsync(Library(parsed), encoder, relevance, report, Console.Error.WriteLine, cancellationToken);
}
