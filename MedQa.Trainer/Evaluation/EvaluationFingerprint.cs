using System.Security.Cryptography;
using System.Text;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Evaluation;

/// <summary>Tells evaluations apart: only the same code, models, rows, prompts and settings on the same kind of device go on from one another.</summary>
internal static class EvaluationFingerprint
{
    /// <summary>SHA-256 over all that a report says before it has figures, lower-case hex.</summary>
    public static string Of(EvaluationReport draft) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ReportWriter.ToJson(draft))));
}
