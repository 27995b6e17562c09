using System.Text.Json;
using MedQa.Trainer.Training;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MedQa.Trainer.Jobs;

/// <summary><c>/jobs</c>: ask for a run, watch it, stop it.</summary>
internal static class JobEndpoints
{
    private const long LargestRequest = 64 << 10;

    /// <summary>Maps the endpoints.</summary>
    public static void MapJobs(this IEndpointRouteBuilder app)
    {
        var jobs = app.MapGroup("/jobs");
        jobs.MapGet("/", (JobService service) => TypedResults.Json(service.All, OptionsFile.Json));
        jobs.MapGet("/{id}", (string id, JobService service) => service.Find(id) is { } job ? Results.Json(job, OptionsFile.Json) : NotFound(id));
        jobs.MapGet("/{id}/log", (string id, JobService service) => service.LogFile(id) is { } file ? Results.File(file, "text/plain; charset=utf-8") : NotFound(id));
        jobs.MapPost("/", SubmitAsync).WithMetadata(new RequestSizeLimitAttribute(LargestRequest));
        jobs.MapDelete("/{id}", (string id, JobService service) =>
            service.Find(id) is null ? NotFound(id)
            : service.Delete(id) is { } job ? Results.Json(job, OptionsFile.Json, statusCode: StatusCodes.Status202Accepted)
            : Results.NoContent());
    }

    private static async Task<IResult> SubmitAsync(HttpRequest request, JobService service, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new StreamReader(request.Body);
            var job = service.Submit(TrainingOptionsJson.Parse(await body.ReadToEndAsync(cancellationToken)));
            return Results.Json(job, OptionsFile.Json, statusCode: StatusCodes.Status201Created);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return Refused(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Refused(e.StatusCode, e.Message);
        }
        catch (QueueFullException e)
        {
            return Refused(StatusCodes.Status429TooManyRequests, e.Message);
        }
    }

    private static ProblemHttpResult Refused(int status, string why) => TypedResults.Problem(why, statusCode: status);

    private static ProblemHttpResult NotFound(string id) => Refused(StatusCodes.Status404NotFound, $"There is no job '{id}', or it has no log yet.");
}
