using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MedQa.Local.Tests;

/// <summary>Who may use what: read from the project files, from their lock files (all packages that a project gets) and from the solution.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Root = Repository.Find().Root;

    private static readonly string[] Torch = ["TorchSharp", "libtorch"];
    private static readonly string[] Hosting = ["Azure.", "Grpc.", "OpenTelemetry", "Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.DependencyInjection"];

    [Theory]
    [InlineData("MedQa.AppHost", "MedQa.Inference", "MedQa.Trainer", "MedQa.Web")]
    [InlineData("MedQa.Client")]
    [InlineData("MedQa.Inference", "MedQa.Library", "MedQa.Library.Postgres", "MedQa.Model", "MedQa.ServiceDefaults")]
    [InlineData("MedQa.Library", "MedQa.Model")]
    [InlineData("MedQa.Library.Postgres", "MedQa.Library")]
    [InlineData("MedQa.Model")]
    [InlineData("MedQa.ServiceDefaults")]
    [InlineData("MedQa.Trainer", "MedQa.Client", "MedQa.Library", "MedQa.Model", "MedQa.ServiceDefaults")]
    [InlineData("MedQa.Web", "MedQa.Client", "MedQa.ServiceDefaults")]
    [InlineData("tools/MedQa.Local")]
    public void ProjectReferences_OfEachProject_AreTheArrows(string project, params string[] expected) =>
        Assert.Equal(expected, References(Project(project)).Order());

    [Fact]
    public void Projects_OutsideTests_AreAllInTheTableAbove()
    {
        var theory = typeof(ArchitectureTests).GetMethod(nameof(ProjectReferences_OfEachProject_AreTheArrows))!;
        var listed = theory.GetCustomAttributes(false).OfType<InlineDataAttribute>().Select(row => (string)row.GetData(theory).Single()[0]);
        var found = Projects().Where(path => path.StartsWith("MedQa.", StringComparison.Ordinal) || path.StartsWith("tools/", StringComparison.Ordinal))
            .Select(path => Path.GetDirectoryName(path)!);
        Assert.Equal(listed.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("MedQa.Web")]
    [InlineData("MedQa.Client")]
    [InlineData("MedQa.ServiceDefaults")]
    [InlineData("tools/MedQa.Local")]
    public void Packages_OfProjectsWithoutModel_NoTorch(string project) => AssertNone(Packages(project), Torch);

    [Theory]
    [InlineData("MedQa.Model")]
    [InlineData("MedQa.Library")]
    public void Packages_OfModelAndLibrary_NoWebNoAzureNoInjection(string project)
    {
        AssertNone(Packages(project), Hosting);
        AssertNone(Packages(project), ["libtorch", "TorchSharp-c"]);
        Assert.Empty(Project(project).Descendants("FrameworkReference"));
        Assert.Equal("Microsoft.NET.Sdk", Project(project).Attribute("Sdk")?.Value);
    }

    [Fact]
    public void Packages_OfClient_GrpcAndAbstractionsOnly()
    {
        string[] allowed = ["Google.Protobuf", "Grpc.", "Microsoft.Extensions.", "Polly.", "System."];
        Assert.All(Packages("MedQa.Client"), package => Assert.Contains(allowed, prefix => package.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Empty(Project("MedQa.Client").Descendants("FrameworkReference"));
        var proto = Assert.Single(Project("MedQa.Client").Descendants("Protobuf"));
        Assert.Equal(@"..\MedQa.Inference\Protos\medqa.proto", proto.Attribute("Include")?.Value);
        Assert.Equal("Client", proto.Attribute("GrpcServices")?.Value);
    }

    [Fact]
    public void AppHost_UsesAspireOnly()
    {
        var project = Project("MedQa.AppHost");
        Assert.StartsWith("Aspire.AppHost.Sdk/", project.Attribute("Sdk")?.Value, StringComparison.Ordinal);
        Assert.All(Includes(project, "PackageReference"), package => Assert.StartsWith("Aspire.", package, StringComparison.Ordinal));
    }

    [Fact]
    public void AppHost_IsReferencedByItsTestsOnly() => Assert.Equal(
        ["tests/MedQa.AppHost.Tests/MedQa.AppHost.Tests.csproj"],
        Projects().Where(path => References(XDocument.Load(Path.Combine(Root, path)).Root!).Contains("MedQa.AppHost")));

    [Fact]
    public void Solution_HoldsEveryProjectAndBuildsAllButAppHost()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "MedQa.sln"));
        var entries = Regex.Matches(solution, """
            ^Project\("[^"]+"\) = "[^"]+", "([^"]+\.csproj)", "(\{[^"]+\})"
            """.Trim(), RegexOptions.Multiline).ToDictionary(entry => entry.Groups[1].Value.Replace('\\', '/'), entry => entry.Groups[2].Value);
        Assert.Empty(Projects().Where(path => !path.StartsWith("samples/", StringComparison.Ordinal)).Except(entries.Keys));
        foreach (var (path, id) in entries)
        {
            Assert.Contains($"{id}.Release|Any CPU.ActiveCfg", solution, StringComparison.Ordinal);
            Assert.Equal(!path.Contains("MedQa.AppHost", StringComparison.Ordinal), solution.Contains($"{id}.Release|Any CPU.Build.0", StringComparison.Ordinal));
        }
    }

    private static XElement Project(string folder) => XDocument.Load(Path.Combine(Root, folder, $"{Path.GetFileName(folder)}.csproj")).Root!;

    private static IEnumerable<string> References(XElement project) =>
        Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> Includes(XElement project, string item) => project.Descendants(item).Select(element => element.Attribute("Include")!.Value);

    /// <summary>All packages that a project gets, direct and through others.</summary>
    private static List<string> Packages(string folder)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, folder, "packages.lock.json")));
        return [.. file.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project").Select(package => package.Name)];
    }

    private static void AssertNone(List<string> packages, string[] prefixes)
    {
        Assert.NotEmpty(packages);
        Assert.DoesNotContain(packages, package => prefixes.Any(prefix => package.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The repository's project files, relative to its root.</summary>
    private static IEnumerable<string> Projects() => Directory.EnumerateFiles(Root, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "node_modules" or "bin" or "obj"));
}
