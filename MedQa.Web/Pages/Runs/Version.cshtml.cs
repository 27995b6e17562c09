using System.Text;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Web.Runs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MedQa.Web.Pages.Runs;

/// <summary>One published version: its options, losses, card and reports.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class VersionModel(IServiceProvider services, ILogger<VersionModel> log) : PageModel
{
    /// <summary>The version.</summary>
    public Run Run { get; private set; } = null!;

    /// <summary>The run's options; null where none were published.</summary>
    public IReadOnlyList<(string Name, string Value)>? Options { get; private set; }

    /// <summary>The run's losses; null where none were published.</summary>
    public LossCurve? Losses { get; private set; }

    /// <summary>The step whose weights were kept, where it is known.</summary>
    public int? KeptStep { get; private set; }

    /// <summary>The model card's text.</summary>
    public string? Card { get; private set; }

    /// <summary>Whether a file could not be read.</summary>
    public bool IsIncomplete { get; private set; }

    public async Task<IActionResult> OnGetAsync(string name, int version, CancellationToken cancellationToken)
    {
        var reader = services.GetRequiredService<RunReader>();
        if (await reader.FindAsync(name, version, cancellationToken) is not { } run)
        {
            return NotFound();
        }

        Run = run;
        if (await FileAsync(reader, TrainingFiles.Losses, cancellationToken) is { } losses && TrainingFiles.ReadLosses(losses) is var (points, kept))
        {
            (Losses, KeptStep) = (LossCurve.Of(points), kept);
        }

        Options = await FileAsync(reader, TrainingFiles.Options, cancellationToken) is { } options ? TrainingFiles.ReadOptions(options) : null;
        Card = await FileAsync(reader, TrainingFiles.Card, cancellationToken) is { } card ? Encoding.UTF8.GetString(card) : null;
        return Page();
    }

    private async Task<byte[]?> FileAsync(RunReader reader, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.FileAsync(Run, file, cancellationToken);
        }
        catch (AdapterStoreException e)
        {
            log.LogWarning(e, "{File} of adapter {Name} version {Version} could not be read.", file, Run.Version.Name, Run.Version.Version);
            IsIncomplete = true;
            return null;
        }
    }
}
