using System.Text.RegularExpressions;

namespace MedQa.Local;

/// <summary>The clone that the launcher was built in.</summary>
/// <param name="Root">The folder that holds MedQa.sln.</param>
internal sealed partial record Repository(string Root)
{
    /// <summary>The folder of the bundled model.</summary>
    public string BundledModel => Path.Combine(Root, "models", "medqa-mini");

    /// <summary>The folder of the adapter that comes with the bundled model; its name is the adapter's.</summary>
    public string BundledAdapter => Path.Combine(Root, "models", "pubmedqa-mini");

    /// <summary>The folder of the starter library.</summary>
    public string StarterLibrary => Path.Combine(Root, "library", "starter");

    /// <summary>Finds the clone above the launcher's own program.</summary>
    /// <exception cref="LaunchException">The launcher does not lie in a clone.</exception>
    public static Repository Find() => FindAbove(AppContext.BaseDirectory);

    /// <summary>Finds the clone that holds a folder.</summary>
    /// <exception cref="LaunchException">No folder above holds MedQa.sln.</exception>
    public static Repository FindAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "MedQa.sln")))
            {
                return new Repository(at.FullName);
            }
        }

        throw new LaunchException($"No MedQa.sln above {folder}. Run the launcher from a clone: dotnet run --project tools/MedQa.Local -c Release");
    }

    /// <summary>The program that a project's Release build writes.</summary>
    public string Program(string project) => Path.Combine(Root, project, "bin", "Release", "net10.0", $"{project}.dll");

    /// <summary>The model to serve, as a full path; a name on the hub as it is, for the services to find.</summary>
    /// <param name="asked">What the command line names, or null for the bundled model.</param>
    /// <exception cref="LaunchException">There is no such folder or file, or it is no model.</exception>
    public string Model(string? asked)
    {
        var path = Path.GetFullPath(asked ?? BundledModel);
        if (File.Exists(path))
        {
            return Path.GetExtension(path).Equals(".gguf", StringComparison.OrdinalIgnoreCase)
                ? path
                : throw new LaunchException($"{path} is no .gguf file. --model takes a folder in Hugging Face's layout or a .gguf file.");
        }

        if (!Directory.Exists(path))
        {
            if (asked is not null && HubName().IsMatch(asked))
            {
                return asked;
            }

            throw new LaunchException(asked is null
                ? $"The bundled model is missing: there is no folder {path}. Check the clone, or name another model with --model MODEL."
                : $"There is no model {path}. --model takes a folder in Hugging Face's layout, a .gguf file or a name on the hub (OWNER/NAME).");
        }

        return File.Exists(Path.Combine(path, "config.json"))
            ? path
            : throw new LaunchException($"{path} holds no config.json, so it is no model in Hugging Face's layout.");
    }

    /// <summary>The library's folder, as a full path.</summary>
    /// <param name="asked">What the command line names, or null for the starter library.</param>
    /// <exception cref="LaunchException">There is no such folder.</exception>
    public string Library(string? asked)
    {
        var path = Path.GetFullPath(asked ?? StarterLibrary);
        return Directory.Exists(path) ? path : throw new LaunchException(asked is null
            ? $"The starter library is missing: there is no folder {path}. Check the clone, name another with --library FOLDER, or start with --no-library."
            : $"There is no folder {path}. --library takes a folder of documents.");
    }

    /// <summary>OWNER/NAME, with @REVISION and :FILE.gguf where they are given. The services check it in full.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.gguf)(@[A-Za-z0-9_./-]+)?(:.+\.gguf)?\z")]
    private static partial Regex HubName();
}
