namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>A yes/no question of a finding.</summary>
/// <param name="Kind">What kind of finding it asks for.</param>
/// <param name="Form">Its form, with the word that decides: yes and no are balanced within each.</param>
/// <param name="Text">The question.</param>
/// <param name="Decision"><c>yes</c>, <c>no</c> or <c>maybe</c>.</param>
internal sealed record FindingQuestion(string Kind, string Form, string Text, string Decision);
