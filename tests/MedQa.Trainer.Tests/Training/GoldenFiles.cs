using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training;

/// <summary>Finds golden cases (<c>MEDQA_GOLDENS</c>, <c>../shared/goldens</c>, <c>tests/goldens</c>) and what lies beside the models folder.</summary>
internal static class GoldenFiles
{
    private static readonly string Repository = FindRepository();

    /// <summary>A golden case's path; skips the test where there is none.</summary>
    public static string Require(string name)
    {
        string[] places = [Path.Combine(Folder("MEDQA_GOLDENS", "goldens"), name), Path.Combine(Repository, "tests", "goldens", name)];
        return FirstOf(places, "MEDQA_GOLDENS");
    }

    /// <summary>The path of something beside the models folder (<c>corpus/medquad.jsonl.xz</c>); skips the test where there is none.</summary>
    public static string RequireBesideModels(string name) =>
        FirstOf([Path.GetFullPath(Path.Combine(Folder("MEDQA_MODELS", "models"), "..", name))], "MEDQA_MODELS");

    /// <summary>A tiny case's model, float32 on the CPU.</summary>
    public static MistralForCausalLM Model(string folder)
    {
        var model = MistralForCausalLM.Create(MistralConfigReader.Read(Path.Combine(folder, "config.json")), CPU, ScalarType.Float32);
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        using var _ = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            file.ReadInto(name, weight);
        }

        return model;
    }

    private static string FirstOf(string[] places, string variable)
    {
        var found = Array.Find(places, Path.Exists);
        Skip.If(found is null, $"Not found: {string.Join(" nor ", places)} (set {variable}).");
        return found!;
    }

    private static string Folder(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.GetFullPath(Path.Combine(Repository, "..", "shared", name));

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MedQa.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"MedQa.sln was not found above {AppContext.BaseDirectory}.");
    }
}
