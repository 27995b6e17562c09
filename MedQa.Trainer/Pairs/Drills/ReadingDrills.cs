using System.Runtime.InteropServices;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>
/// Drills that teach a small model to find the sentence of its context that a question asks for: a question out of one sentence's
/// own words, a short context, and that sentence word for word. Every draw follows from the seed. Not thread-safe.
/// </summary>
internal sealed class ReadingDrills
{
    private const int MostTries = 10_000;

    private readonly DrillOptions options;
    private readonly PairRandom random;
    private readonly DrillCorpus corpus;
    private readonly DrillQuestions questions;
    private readonly DrillContext context;
    private readonly Dictionary<string, int> counts = [];

    private ReadingDrills(DrillCorpus corpus, DrillOptions options)
    {
        this.options = options;
        this.corpus = corpus;
        random = new PairRandom(options.Seed, 11);
        questions = new DrillQuestions(corpus.Words);
        context = new DrillContext(corpus, options);
    }

    /// <summary>How many drills have been made from each source.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Reads the corpus.</summary>
    /// <param name="folder">Holds the corpus files as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="DataFileException">A file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static ReadingDrills Of(string folder, DrillOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        return new ReadingDrills(DrillCorpus.Read(folder, new PairRandom(options.Seed, 10), cancellationToken), options);
    }

    /// <summary>Makes the drills one after another, to be gone through once.</summary>
    /// <exception cref="DataFileException">The corpus gives no drill within the options.</exception>
    public IEnumerable<InstructionPair> Make()
    {
        var tries = 0;
        for (var made = 0; made < options.Count;)
        {
            if (++tries > MostTries)
            {
                throw new DataFileException(
                    $"{MostTries} draws in a row gave no drill ({made} of {options.Count} were made). Allow more words or fewer sentences, or give a larger corpus.");
            }

            if (corpus.Target(random) is { } target && questions.Of(target, random) is { } question && context.Of(question, target, random) is { } pieces)
            {
                tries = 0;
                CollectionsMarshal.GetValueRefOrAddDefault(counts, target.Page.Source, out _)++;
                yield return new InstructionPair($"{target.Page.Source}-{target.Section.Row}-drill-{made++}", question.Text, pieces, target.Text);
            }
        }
    }
}
