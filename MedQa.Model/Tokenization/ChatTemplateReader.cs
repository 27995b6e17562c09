using System.Text.RegularExpressions;
using MedQa.Model.Tokenization.Jinja;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Recognises a model's Jinja chat template by what it renders: it is run on a few conversations, and their texts are compared to what
/// <see cref="ChatMlTemplate"/> and <see cref="MistralChatTemplate"/> make of them. The Jinja itself is never used to answer.
/// </summary>
public static partial class ChatTemplateReader
{
    private static readonly ChatMessage System = new(ChatRole.System, "Probe one.");
    private static readonly ChatMessage User = new(ChatRole.User, "Probe two?");
    private static readonly ChatMessage Assistant = new(ChatRole.Assistant, "Probe three.");
    private static readonly ChatMessage NextUser = new(ChatRole.User, "Probe four\nhas two lines.");

    private static readonly (ChatMessage[] Messages, bool Ask)[] Plain = [([User], true), ([User, Assistant, NextUser], true), ([User, Assistant], false)];
    private static readonly (ChatMessage[] Messages, bool Ask)[] WithSystem = [([System, User], true), ([System, User, Assistant, NextUser], true)];

    /// <summary>What templates of other families write, and what these are called.</summary>
    private static readonly (string Mark, string Family)[] Others =
    [
        ("<|start_header_id|>", "Llama 3's"),
        ("<<SYS>>", "Llama 2's"),
        ("<start_of_turn>", "Gemma's"),
        ("<|start_of_role|>", "Granite's"),
        ("<|START_OF_TURN_TOKEN|>", "Command R's"),
        ("<｜User｜>", "DeepSeek's"),
        ("<|user|>", "Zephyr's or Phi-3's"),
        ("### Instruction", "Alpaca's"),
        ("USER:", "Vicuna's"),
        (ChatMlTemplate.Begin, "a variant of ChatML"),
        (MistralChatTemplate.Begin, "a variant of Mistral's"),
    ];

    /// <summary>Says which template a Jinja text is.</summary>
    /// <param name="jinja">The template as <c>tokenizer_config.json</c> or a GGUF file has it.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <exception cref="NotSupportedException">It is neither ChatML nor Mistral's, or can't be rendered; the message names it as far as it can.</exception>
    public static ChatTemplate Recognise(string jinja, ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(jinja);
        ArgumentNullException.ThrowIfNull(tokenizer);
        string? rendered = null;
        string? problem = null;
        try
        {
            var template = JinjaTemplate.Parse(jinja);
            rendered = Render(template, tokenizer, Plain[0]);
            ChatTemplate[] candidates =
            [
                new ChatMlTemplate(DefaultSystem(rendered)),
                new MistralChatTemplate(MistralSystemPlacement.FirstUserText),
                new MistralChatTemplate(MistralSystemPlacement.LastUserText),
            ];
            if (Array.Find(candidates, candidate => Matches(candidate, template, tokenizer)) is { } found)
            {
                return found is ChatMlTemplate && (tokenizer.FindControl(ChatMlTemplate.Begin) is null || tokenizer.FindControl(ChatMlTemplate.End) is null)
                    ? throw new NotSupportedException($"The chat template is ChatML, but the vocabulary has no control tokens {ChatMlTemplate.Begin} and {ChatMlTemplate.End}.")
                    : found;
            }
        }
        catch (JinjaException e)
        {
            problem = e.Message;
        }

        throw new NotSupportedException(Refusal(jinja, rendered, problem));
    }

    private static bool Matches(ChatTemplate candidate, JinjaTemplate template, ITokenizer tokenizer)
    {
        if (!Array.TrueForAll(Plain, probe => Same(Render(template, tokenizer, probe))(probe)))
        {
            return false;
        }

        try
        {
            return Array.TrueForAll(WithSystem, probe => Same(Render(template, tokenizer, probe))(probe));
        }
        catch (JinjaException)
        {
            // Mistral's first templates raise an exception at a system message; there it goes where later ones put it.
            return candidate is MistralChatTemplate;
        }

        Predicate<(ChatMessage[] Messages, bool Ask)> Same(string text)
            => probe => Normalise(candidate, text) == Normalise(candidate, candidate.Render(tokenizer, probe.Messages, probe.Ask));
    }

    /// <summary>
    /// Mistral's markers stand with and without spaces around them in its own templates, and with or without <c>&lt;s&gt;</c> before
    /// all; each turn is encoded on its own, so neither changes an id. ChatML has to be equal to the letter.
    /// </summary>
    private static string Normalise(ChatTemplate candidate, string text)
        => candidate is not MistralChatTemplate ? text
            : SpacedMarker().Replace(text, "$1") is var tight && tight.StartsWith("<s>", StringComparison.Ordinal) ? tight["<s>".Length..] : tight;

    private static string Render(JinjaTemplate template, ITokenizer tokenizer, (ChatMessage[] Messages, bool Ask) probe)
    {
        var messages = probe.Messages.Select(object? (message) => new Dictionary<string, object?>
        {
            ["role"] = message.Role.ToString().ToLowerInvariant(),
            ["content"] = message.Content,
        }).ToList();
        var endsWithChatMl = tokenizer.FindControl(ChatMlTemplate.End) == tokenizer.EosTokenId;
        return template.Render(new Dictionary<string, object?>
        {
            ["messages"] = messages,
            ["add_generation_prompt"] = probe.Ask,
            ["bos_token"] = tokenizer.BosTokenId is null ? "" : "<s>",
            ["eos_token"] = endsWithChatMl ? ChatMlTemplate.End : "</s>",
            ["tools"] = null,
            ["documents"] = null,
        });
    }

    /// <summary>The system text of a ChatML rendering whose conversation brought none.</summary>
    private static string? DefaultSystem(string rendered)
    {
        const string Before = ChatMlTemplate.Begin + "system\n";
        var end = rendered.IndexOf(ChatMlTemplate.End, StringComparison.Ordinal);
        return rendered.StartsWith(Before, StringComparison.Ordinal) && end > 0 ? rendered[Before.Length..end] : null;
    }

    private static string Refusal(string jinja, string? rendered, string? problem)
    {
        var text = rendered ?? jinja;
        var family = Array.Find(Others, other => jinja.Contains(other.Mark, StringComparison.Ordinal)).Family;
        var what = family ?? "of a kind that is not known";
        var shown = text.Length > 120 ? text[..120] + "…" : text;
        return $"The chat template is {what}; ChatML and Mistral's are supported. "
            + (problem is not null ? $"Rendering it failed: {problem}." : $"It renders one user message as: {shown}");
    }

    [GeneratedRegex(@" *(<s>|</s>|\[INST\]|\[/INST\]) *")]
    private static partial Regex SpacedMarker();
}
