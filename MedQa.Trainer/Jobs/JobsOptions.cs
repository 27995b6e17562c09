using System.ComponentModel.DataAnnotations;
using MedQa.Model.Hub;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Trainer.Jobs;

/// <summary>Settings of the service, section <c>MedQa:Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "MedQa:Jobs";

    /// <summary>Folder that jobs, their logs and their results are kept in; <c>jobs</c> in <c>MedQa:DataFolder</c>, or in the user's application data, where it is not set.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The only folder that jobs read data, splits and models from; <c>data</c> in <see cref="Folder"/> where it is not set.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>
    /// Models and data sets on the hub that jobs may name, each just as a job gives it (<c>owner/name[@revision][:path]</c>); none
    /// where it is empty. A job's word alone makes the service download nothing.
    /// </summary>
    public IReadOnlyList<string> Hub { get; set; } = [];

    /// <summary>The base of jobs that name none, <c>MedQa:Model</c> where it is not set.</summary>
    public string Model { get; set; } = "";

    /// <summary>The device of jobs that name none, <c>MedQa:Device</c> where it is not set.</summary>
    public string Device { get; set; } = "";

    /// <summary>Most jobs that wait.</summary>
    [Range(1, 1000)]
    public int QueueLength { get; set; } = 16;

    /// <summary>Fills in what other settings decide.</summary>
    internal void Complete(IConfiguration configuration, string contentRoot)
    {
        var data = configuration[AdapterStoreExtensions.DataFolderKey] is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "medqa");
        Folder = Path.GetFullPath(Folder.Length > 0 ? Folder : Path.Combine(data, "jobs"), contentRoot);
        DataFolder = Path.GetFullPath(DataFolder.Length > 0 ? DataFolder : Path.Combine(Folder, "data"), contentRoot);
        Model = Model.Length > 0 ? Model : configuration["MedQa:Model"] ?? "";
        Model = Model.Length > 0 ? HubPath.Rooted(Model, contentRoot) : "";
        Device = Device.Length > 0 ? Device : configuration["MedQa:Device"] is { Length: > 0 } device ? device : "auto";
    }
}
