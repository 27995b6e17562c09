using MedQa.Inference.Configuration;
using MedQa.Inference.Hosting;
using MedQa.Inference.Rpc;
using MedQa.Inference.Serving;
using MedQa.ServiceDefaults;
using MedQa.ServiceDefaults.Adapters;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddAdapterStore();
builder.AddAdapterCatalog();
builder
    .AddCheckedOptions<ModelOptions>(ModelOptions.Section)
    .AddCheckedOptions<EndpointOptions>(ModelOptions.Section)
    .AddCheckedOptions<LimitOptions>(LimitOptions.Section)
    .AddCheckedOptions<AdapterOptions>(AdapterOptions.Section)
    .AddCheckedOptions<LibraryOptions>(LibraryOptions.Section)
    .AddEndpoints()
    .AddModel()
    .AddLibrary()
    .AddRpc();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapGrpcService<MedicalQaService>();
app.MapGrpcHealthChecksService();
app.MapGrpcReflectionService();

var model = app.Services.GetRequiredService<ModelHost>();
await app.RunAsync();
return model.LoadFailed ? 1 : 0;
