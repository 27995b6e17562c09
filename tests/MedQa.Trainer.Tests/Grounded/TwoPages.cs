using MedQa.Library.Grounding;
using MedQa.Model.Tests;
using MedQa.Trainer.Grounded;

namespace MedQa.Trainer.Tests.Grounded;

/// <summary>A library of two pages, in a temporary folder.</summary>
internal sealed class TwoPages : IDisposable
{
    /// <summary>A sentence of <c>gout.md</c>.</summary>
    public const string GoutLasts = "An attack of gout usually lasts one to two weeks if it is not treated.";

    /// <summary>The next one there.</summary>
    public const string GoutToe = "Gout causes sudden and severe pain in a joint, most often the big toe.";

    /// <summary>A sentence of <c>hives.md</c>.</summary>
    public const string HivesAre = "Hives are raised patches on the skin.";

    private readonly TemporaryFolder _folder = new();

    public TwoPages()
    {
        Write("gout.md", "Gout", $"## Signs\n\n{GoutLasts} {GoutToe}\n");
        Write("hives.md", "Hives", $"## Signs\n\n{HivesAre} Most hives clear within days.\n");
    }

    /// <summary>The folder of the pages.</summary>
    public string Folder => _folder.Path;

    /// <summary>Settings whose relevance lets everything pass, if nothing else is said.</summary>
    public static GroundedSettings Settings(double threshold = 0) => new()
    {
        Format = new(),
        Grounding = new() { RelevanceThreshold = threshold },
        Resamples = 50,
    };

    /// <summary>A question that <c>gout.md</c> answers.</summary>
    public static GroundedQuestion Gout(string id = "gout") => new()
    {
        Id = id,
        Question = "How long does an attack of gout last?",
        File = "gout.md",
        Heading = "Signs",
        Answer = [GoutLasts],
        Group = "plain",
    };

    /// <summary>A question that no page answers, though one holds a word of it.</summary>
    public static GroundedQuestion Moon => new() { Id = "moon", Question = "Does the moon burn the skin?", Group = "other" };

    /// <summary>Opens the library.</summary>
    public Task<GroundedLibrary> OpenAsync() => GroundedLibrary.OpenAsync(Folder, null, null, null, _ => { }, default);

    /// <summary>What is asked of whom.</summary>
    public static GroundedReport Draft(GroundedLibrary library, IGroundedReader reader, GroundedSettings settings) =>
        GroundedEvaluator.Draft(library, "pages", RelevanceModel.Default, null, new("questions.json", "cd"), reader, settings);

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string title, string text) =>
        File.WriteAllText(_folder.File(name), $"---\ntitle: {title}\n---\n\n# {title}\n\n{text}");
}
