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

    /// <summary>The adapters to show, or null where the store can't be read.</summary>
    public RunPage? Runs { get; private set; }

    /// <summary>The name after which they begin, or null for the first ones.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var reader = services.GetRequiredService<RunReader>();
        HasStore = reader.HasStore;
        try
        {
            Runs = await reader.ListAsync(After, cancellationToken);
        }
        catch (AdapterStoreException e)
        {
            log.LogWarning(e, "The adapter store could not be read.");
        }
    }
}
