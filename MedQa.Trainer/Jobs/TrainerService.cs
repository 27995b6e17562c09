using MedQa.ServiceDefaults;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Trainer.Jobs;

/// <summary>The trainer as a web service that runs jobs.</summary>
internal static class TrainerService
{
    /// <summary>Builds the service from its settings.</summary>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddAdapterStore();
        builder.Services.AddOptions<JobsOptions>().BindConfiguration(JobsOptions.Section)
            .PostConfigure(o => o.Complete(builder.Configuration, builder.Environment.ContentRootPath))
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<JobService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<JobService>());
        builder.Services.AddProblemDetails();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.MapDefaultEndpoints();
        app.MapJobs();
        return app;
    }
}
