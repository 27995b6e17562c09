using MedQa.Model.Tokenization;

namespace MedQa.Trainer.Pretraining;

/// <summary>Opens the tokenizer that an options file names.</summary>
internal static class TokenizerFolder
{
    private static readonly string[] Names = ["tokenizer.model", "tokenizer.json"];

    /// <summary>The tokenizer's file.</summary>
    /// <param name="path">The file, or a folder that holds <c>tokenizer.model</c> or <c>tokenizer.json</c>.</param>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static string Find(string path) =>
        File.Exists(path) ? path
        : Names.Select(n => Path.Combine(path, n)).FirstOrDefault(File.Exists)
            ?? throw new InvalidDataException($"{path} is no tokenizer: give a {string.Join(" or a ", Names)}, or a folder that holds one.");

    /// <summary>Opens the tokenizer of the file's folder, with the settings that lie beside it.</summary>
    public static ITokenizer Open(string file) => TokenizerFiles.FromFolder(Path.GetDirectoryName(Path.GetFullPath(file))!).Tokenizer;
}
