using System.CommandLine;
using MedQa.Trainer.Metrics;
using TorchSharp;

namespace MedQa.Trainer.Commands;

/// <summary>The options of commands that compare long answers by BERTScore too.</summary>
internal sealed class BertScoreOptions
{
    private readonly Option<string?> _encoder = new("--bertscore") { Description = "A BERT or RoBERTa encoder to compare long answers with: a folder in Hugging Face's layout, or its name on the hub." };
    private readonly Option<int?> _layer = new("--bertscore-layer") { Description = "The encoder's layer; by itself the one that bert_score takes for it." };
    private readonly Option<bool> _idf = new("--bertscore-idf") { Description = "Weigh tokens by how rare they are in the authors' answers." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_encoder);
        command.Add(_layer);
        command.Add(_idf);
    }

    /// <summary>Whether tokens are weighed by how rare they are.</summary>
    public bool Idf(ParseResult parsed) => parsed.GetValue(_idf);

    /// <summary>Opens the encoder; null where none is asked for. It is the caller's.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellationToken">Looked at while downloading and loading.</param>
    /// <exception cref="IOException">There is no such encoder.</exception>
    /// <exception cref="InvalidDataException">A file of it can't be used.</exception>
    /// <exception cref="ArgumentException">The layer is missing and not known, or the encoder has fewer.</exception>
    public async Task<BertScorer?> OpenAsync(ParseResult parsed, torch.Device device, CancellationToken cancellationToken) =>
        parsed.GetValue(_encoder) is { } encoder
            ? await BertScorer.OpenAsync(encoder, parsed.GetValue(_layer), device, Console.Error.WriteLine, cancellationToken)
            : null;
}
