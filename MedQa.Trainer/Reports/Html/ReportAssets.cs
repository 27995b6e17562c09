using System.Security.Cryptography;
using System.Text;

namespace MedQa.Trainer.Reports.Html;

/// <summary>The page's script and style sheet, which lie in this assembly, and the policy that lets these two run and nothing else.</summary>
internal static class ReportAssets
{
    /// <summary>The script, with line feeds alone, as a browser hashes it.</summary>
    public static string Script { get; } = Load("report.js");

    /// <summary>The style sheet, likewise.</summary>
    public static string Style { get; } = Load("report.css");

    /// <summary>The Content-Security-Policy: no network, no frame, no form, and inline code only of these hashes.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; script-src {Source(Script)}; style-src {Source(Style)}; base-uri 'none'; form-action 'none'";

    private static string Source(string code) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code)))}'";

    private static string Load(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream($"{typeof(ReportAssets).Namespace}.{name}")
            ?? throw new InvalidOperationException($"{name} was not built into the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
