namespace MedQa.Trainer.Reports;

/// <summary>The beginning of a hash: enough for people to tell things apart.</summary>
internal static class ShortHash
{
    private const int Digits = 12;

    public static string Of(string sha256) => sha256.Length <= Digits ? sha256 : sha256[..Digits];
}
