using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Templates as published models have them, and ones that must be refused.</summary>
public class ChatTemplateReaderTests
{
    private const string Alternation = "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}";

    private const string SystemHead = """
        {%- if messages[0]["role"] == "system" %}
            {%- set system_message = messages[0]["content"] %}
            {%- set loop_messages = messages[1:] %}
        {%- else %}
            {%- set loop_messages = messages %}
        {%- endif %}

        """;

    public static TheoryData<string, MistralSystemPlacement> MistralTemplates => new()
    {
        // v0.1 and v0.2 as first published: no system message.
        {
            "{{ bos_token }}{% for message in messages %}" + Alternation
            + "{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token + ' ' }}{% else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}",
            MistralSystemPlacement.FirstUserText
        },
        // v0.2 as revised: the system text before the first user text.
        {
            SystemHead + """
            {{- bos_token }}
            {%- for message in loop_messages %}
                {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
                    {{- raise_exception('After the optional system message, conversation roles must alternate user/assistant/user/assistant/...') }}
                {%- endif %}
                {%- if message["role"] == "user" %}
                    {%- if loop.first and system_message is defined %}
                        {{- " [INST] " + system_message + "\n\n" + message["content"] + " [/INST]" }}
                    {%- else %}
                        {{- " [INST] " + message["content"] + " [/INST]" }}
                    {%- endif %}
                {%- elif message["role"] == "assistant" %}
                    {{- " " + message["content"] + eos_token}}
                {%- else %}
                    {{- raise_exception("Only user and assistant roles are supported, with the exception of an initial optional system message!") }}
                {%- endif %}
            {%- endfor %}
            """,
            MistralSystemPlacement.FirstUserText
        },
        // v0.3: tools that nobody passes, a namespace, and the system text before the last user text.
        {
            SystemHead + """
            {%- if not tools is defined %}
                {%- set tools = none %}
            {%- endif %}
            {%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}

            {#- This block checks for alternating user/assistant messages, skipping tool calling messages #}
            {%- set ns = namespace() %}
            {%- set ns.index = 0 %}
            {%- for message in loop_messages %}
                {%- if not (message.role == "tool" or message.role == "tool_results" or (message.tool_calls is defined and message.tool_calls is not none)) %}
                    {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
                        {{- raise_exception("After the optional system message, conversation roles must alternate user/assistant/user/assistant/...") }}
                    {%- endif %}
                    {%- set ns.index = ns.index + 1 %}
                {%- endif %}
            {%- endfor %}

            {{- bos_token }}
            {%- for message in loop_messages %}
                {%- if message["role"] == "user" %}
                    {%- if tools is not none and (message == user_messages[-1]) %}
                        {{- "[AVAILABLE_TOOLS] [" }}
                        {%- for tool in tools %}
                            {%- set tool = tool.function %}
                            {{- '{"type": "function", "function": {' }}
                            {%- for key, val in tool.items() if key != "return" %}
                                {%- if val is string %}
                                    {{- '"' + key + '": "' + val + '"' }}
                                {%- else %}
                                    {{- '"' + key + '": ' + val|tojson }}
                                {%- endif %}
                            {%- endfor %}
                        {%- endfor %}
                    {%- endif %}
                    {%- if loop.last and system_message is defined %}
                        {{- "[INST] " + system_message + "\n\n" + message["content"] + "[/INST]" }}
                    {%- else %}
                        {{- "[INST] " + message["content"] + "[/INST]" }}
                    {%- endif %}
                {%- elif message["role"] == "assistant" %}
                    {{- " " + message["content"]|trim + eos_token}}
                {%- else %}
                    {{- raise_exception("Only user and assistant roles are supported, with the exception of an initial optional system message!") }}
                {%- endif %}
            {%- endfor %}
            """,
            MistralSystemPlacement.LastUserText
        },
    };

    public static TheoryData<string, string> RefusedTemplates => new()
    {
        {
            "{{ bos_token }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' }}{% endfor %}",
            "is Llama 3's"
        },
        {
            "{% for message in messages %}{% if loop.index0 == 0 and message['role'] == 'system' %}{{ '<<SYS>>\n' + message['content'] + '\n<</SYS>>\n\n' }}{% elif message['role'] == 'user' %}{{ bos_token + '[INST] ' + message['content'] + ' [/INST]' }}{% else %}{{ ' ' + message['content'] + ' ' + eos_token }}{% endif %}{% endfor %}",
            "is Llama 2's"
        },
        { "{% for message in messages %}{{ '<|im_start|>' + message['role'] + ': ' + message['content'] + '<|im_end|>\n' }}{% endfor %}", "is a variant of ChatML" },
        { "{% for message in messages %}{{ message['content'] }}{% endfor %}", "is of a kind that is not known" },
        { "{% macro f() %}{% endmacro %}", "'macro' is not supported" },
        { "{% for message in messages %}", "is not closed with endfor" },
        { "{{ ''.__class__.__mro__[1].__subclasses__() }}", "not defined" },
        { "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "steps" },
        { "{% set ns = namespace(x='xxxxxxxxxxxxxxxx') %}{% for a in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "longer than" },
        { "{{ " + new string('(', 50_000) + "1" + new string(')', 50_000) + " }}", "nested deeper" },
        { "{{ 1" + string.Concat(Enumerable.Repeat("+1", 120_000)) + " }}", "Rendering it failed" },
    };

    [Theory]
    [MemberData(nameof(MistralTemplates))]
    public void Recognise_MistralsTemplates_AreMistral(string jinja, MistralSystemPlacement placement)
    {
        var template = Assert.IsType<MistralChatTemplate>(ChatTemplateReader.Recognise(jinja, SmallTokenizers.SentencePiece()));

        Assert.Equal(placement, template.SystemPlacement);
    }

    [Fact]
    public void Recognise_ChatMlWithADefaultSystemText_KeepsIt()
    {
        const string Jinja = "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nBe brief.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

        var template = Assert.IsType<ChatMlTemplate>(ChatTemplateReader.Recognise(Jinja, SmallTokenizers.ByteLevel()));

        Assert.Equal("Be brief.", template.DefaultSystem);
    }

    [Fact]
    public void Recognise_ChatMlForAVocabularyWithoutItsTokens_IsRefused()
    {
        const string Jinja = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

        var error = Assert.Throws<NotSupportedException>(() => ChatTemplateReader.Recognise(Jinja, SmallTokenizers.SentencePiece()));

        Assert.Contains("no control tokens <|im_start|>", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RefusedTemplates))]
    public void Recognise_AnyOther_IsRefusedByName(string jinja, string expected)
    {
        var error = Assert.Throws<NotSupportedException>(() => ChatTemplateReader.Recognise(jinja, SmallTokenizers.ByteLevel()));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
