using MedQa.ServiceDefaults.Adapters;
using MedQa.Web.Runs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MedQa.Web.Pages.Runs;

/// <summary>The published adapters: what was trained, and how good it is.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class IndexModel(IServiceProvider services, ILogger<IndexModel> log) : PageModel
{
    /// <summary>Whether a store is configured.</summary>
    public bool HasStore { get; private set; }

    /// <summary>The runs by adapter, or null where the store can't be read.</summary>
    public IReadOnlyList<IGrouping<string, Run>>? Adapters { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var reader = services.GetRequiredService<RunReader>();
        HasStore = reader.HasStore;
        try
        {
            Adapters = [.. (await reader.ListAsync(cancellationToken)).GroupBy(run => run.Version.Name)];
        }
        catch (AdapterStoreException e)
        {
            log.LogWarning(e, "The adapter store could not be read.");
        }
    }
}
