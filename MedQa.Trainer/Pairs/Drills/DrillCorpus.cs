using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>The corpus as drills draw from it: pages by source, and sentences by the stems that they hold.</summary>
internal sealed class DrillCorpus
{
    /// <summary>Stems of this many sentences or more tell too little to look others up by.</summary>
    private const int MostSentencesOfAStem = 3000;

    private static readonly (string[] Sources, int Weight)[] Weights =
        [(["medquad"], 50), (["trial-articles"], 25), (["plos", "craft", "covid-qa"], 13), (["definitions"], 12), (["wordnet"], 8)];

    private readonly List<(DrillPage[] Pages, int Weight)> sources;
    private readonly DrillSentence[] sentences;
    private readonly Dictionary<int, DrillSentence[]> byStem;
    private readonly Vocabulary vocabulary;

    private DrillCorpus(IReadOnlyList<DrillPage> pages, Vocabulary vocabulary, DrillWords words)
    {
        this.vocabulary = vocabulary;
        Words = words;
        sentences = [.. pages.SelectMany(p => p.Sentences)];
        byStem = sentences.SelectMany(s => s.Stems.Select(stem => (Stem: stem, Sentence: s))).GroupBy(e => e.Stem, e => e.Sentence)
            .Where(g => g.Count() < MostSentencesOfAStem).ToDictionary(g => g.Key, g => g.ToArray());
        sources = [.. Weights.Select(w => (Pages: pages.Where(p => w.Sources.Contains(p.Source) && p.Askable.Count > 0).ToArray(), w.Weight)).Where(s => s.Pages.Length > 0)];
    }

    /// <summary>The words of its sentences.</summary>
    public DrillWords Words { get; }

    /// <summary>Reads a corpus folder; WordNet's glosses are pages of one sentence.</summary>
    /// <param name="folder">Holds the corpus files.</param>
    /// <param name="random">Draws the short names of articles.</param>
    /// <exception cref="Data.DataFileException">A file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static DrillCorpus Read(string folder, PairRandom random, CancellationToken cancellationToken = default)
    {
        var corpus = ReadingCorpus.Read(folder, cancellationToken);
        var glosses = Glosses.Read(folder, corpus.Vocabulary, cancellationToken);
        var words = new DrillWords(corpus.Vocabulary);
        var names = new PageNames(words);
        return new DrillCorpus([.. corpus.Pages.Concat(glosses).Select(p => names.Named(p, random))], corpus.Vocabulary, words);
    }

    /// <summary>A sentence to ask for, its source drawn by the sources' weights; null where the corpus has none.</summary>
    public DrillSentence? Target(PairRandom random) => sources.Count == 0 ? null : random.Of(random.Of(random.Weighed(sources)).Askable);

    /// <summary>Any sentence.</summary>
    public DrillSentence Any(PairRandom random) => random.Of(sentences);

    /// <summary>The sentences that hold a stem; none for one that is too common.</summary>
    public IReadOnlyList<DrillSentence> With(int stem) => byStem.GetValueOrDefault(stem, []);

    /// <summary>How rare the wanted stems are, together, that a sentence or its page's name holds.</summary>
    public double Held(int[] wanted, DrillSentence sentence)
    {
        var held = 0.0;
        foreach (var stem in wanted)
        {
            if (sentence.Stems.AsSpan().Contains(stem) || sentence.Page.NameStems.AsSpan().Contains(stem))
            {
                held += vocabulary.Rarity(stem);
            }
        }

        return held;
    }
}
