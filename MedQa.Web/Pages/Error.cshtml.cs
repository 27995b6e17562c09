using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MedQa.Web.Pages;

/// <summary>What a reader sees who asks for a page that isn't there, or whose page failed.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int? Status { get; set; }

    public string Heading => Status == StatusCodes.Status404NotFound ? "There is no such page" : "Something went wrong";

    public string Explanation => Status == StatusCodes.Status404NotFound
        ? "The address may be mistyped."
        : "The page could not be shown. The server's log says why.";
}
