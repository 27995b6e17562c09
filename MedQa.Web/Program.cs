using MedQa.Client;
using MedQa.ServiceDefaults;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Web.Api;
using MedQa.Web.Runs;
using MedQa.Web.Security;

var builder = WebApplication.CreateBuilder(args);
// Finds the pages' scripts and styles where the build left them, from whatever folder this is started.
builder.WebHost.UseStaticWebAssets();
builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
builder.AddServiceDefaults();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddMedQaClient();
builder.TryAddAdapterStore();
builder.Services.AddSingleton<RunReader>();
builder.Services.AddRazorPages();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseExceptionHandler("/error");
app.UseStatusCodePagesWithReExecute("/error", "?status={0}");
app.UseStaticFiles(new StaticFileOptions
{
    // Asked for again by its tag at each visit, so that a page never runs with an older version's scripts.
    OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = "no-cache",
});
app.UseRouting();
app.MapRazorPages();
app.MapApi();
app.MapReportFiles();
app.MapDefaultEndpoints();
app.Run();
