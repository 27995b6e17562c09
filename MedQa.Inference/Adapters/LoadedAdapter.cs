using MedQa.Model.Answers;
using MedQa.Model.Lora;

namespace MedQa.Inference.Adapters;

/// <summary>A version of an adapter in memory.</summary>
/// <param name="Key">Which.</param>
/// <param name="Weights">Used and disposed on the device's thread alone.</param>
/// <param name="Format">How it answers.</param>
/// <param name="Hash">SHA-256 of its weights' file, lower-case hex.</param>
internal sealed record LoadedAdapter(AdapterKey Key, LoraAdapter Weights, AnswerFormat Format, string Hash);
