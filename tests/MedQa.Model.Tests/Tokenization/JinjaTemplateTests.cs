using MedQa.Model.Tokenization.Jinja;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>What templates render; every expected text is what Jinja2 3.1 gives with trim_blocks and lstrip_blocks.</summary>
public class JinjaTemplateTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_Template_GivesWhatJinja2Gives(string template, string expected)
    {
        var variables = new Dictionary<string, object?>
        {
            ["name"] = " Ann ",
            ["empty"] = "",
            ["n"] = 7L,
            ["none_value"] = null,
            ["items"] = new List<object?> { "a", "b", "c" },
            ["people"] = new List<object?>
            {
                new Dictionary<string, object?> { ["role"] = "user", ["age"] = 3L },
                new Dictionary<string, object?> { ["role"] = "system", ["age"] = 5L },
            },
        };

        Assert.Equal(expected, JinjaTemplate.Parse(template).Render(variables));
    }

    public static TheoryData<string, string> Cases => new()
    {
        { "{{ name }}|{{ name|trim }}|{{ name.strip() + '!' }}", " Ann |Ann|Ann!" },
        { "{% for i in items %}{{ loop.index }}{{ i }}{% if not loop.last %},{% endif %}{% endfor %}", "1a,2b,3c" },
        { "{% for i in items if i != 'b' %}{{ i }}{{ loop.first }}{{ loop.revindex0 }}{{ loop.length }} {% endfor %}", "aTrue12 cFalse02 " },
        { "{% for i in [] %}x{% else %}none{% endfor %}", "none" },
        { "{% if n > 8 %}a{% elif n >= 7 and not empty %}b{% else %}c{% endif %}", "b" },
        { "{% set x = 1 %}{% for i in items %}{% set x = x + 1 %}{{ x }}{% endfor %}{{ x }}", "2221" },
        { "{% set ns = namespace(total=0, text='') %}{% for p in people %}{% set ns.total = ns.total + p.age %}{% set ns.text = ns.text ~ p['role'] %}{% endfor %}{{ ns.total }}{{ ns.text }}", "8usersystem" },
        { "{{ 'a' 'b' ~ 1 + 2 ~ none_value }}", "ab12None" },
        { "{{ 2 + 3 * 4 - -1 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 10 % n }}", "15 3 -4 2 3" },
        { "{{ items[0] }}{{ items[-1] }}{{ items[7] }}{{ items[1:] | join('-') }}{{ items[::-1] | join }}{{ items[:-1] | length }}{{ 'hello'[1:3] }}{{ 'hello'[::-2] }}", "acb-ccba2elolh" },
        { "{{ missing }}{{ missing is defined }}{{ n is defined }}{{ none_value is none }}{{ n is not none }}{{ missing is undefined }}", "FalseTrueTrueTrueTrue" },
        { "{{ 'yes' if n == 7 else 'no' }}{{ 'x' if false }}{{ ('a' if n else 'b') + 'c' }}", "yesac" },
        { "{{ 'a' in items }}{{ 'z' not in items }}{{ 'el' in 'hello' }}{{ 'role' in people[0] }}{{ not n in [7] }}", "TrueTrueTrueTrueFalse" },
        { "{{ people | selectattr('role', 'equalto', 'user') | list | length }}{{ people | rejectattr('role', 'equalto', 'user') | map(attribute='age') | join(',') }}", "15" },
        { "{{ people[1].role.upper() }}{{ people[0]['role'].startswith('us') }}{{ 'a,b'.split(',')[1] }}{{ 'aXbX'.replace('X', '--') }}", "SYSTEMTrueba--b--" },
        { "{% for k, v in people[0].items() %}{{ k }}={{ v }};{% endfor %}", "role=user;age=3;" },
        { "a\n  {% if n %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc" },
        { "a  {%- if n -%}  b  {%- endif -%}  c", "abc" },
        { "a\n {{ n }}\n b {{- n -}} c\n", "a\n 7\n b7c" },
        { "x {# note #}\ny\n  {#- gone -#}\n z", "x yz" },
        { "  {%+ if n %}kept{% endif %}", "  kept" },
        { "{% set block %}in {{ n }}{% endset %}[{{ block }}]", "[in 7]" },
        { "{{ empty or 'other' }}{{ n and 'both' }}{{ missing | default('d') }}{{ empty | default('e', true) }}{{ none_value | default('f') }}", "otherbothdeNone" },
        { "{{ 'tab\\tline\\nquote\\'' }}{{ \"it's\" }}", "tab\tline\nquote'it's" },
        { "{{ range(3) | list | length }}{% for i in range(2, 4) %}{{ i }}{% endfor %}", "323" },
        { "{{ n is odd }}{{ n is even }}{{ 'a' is string }}{{ people[0] is mapping }}{{ n is number }}{{ items is iterable }}{{ true is boolean }}", "TrueFalseTrueTrueTrueTrueTrue" },
        { "{{ (1, 2)[1] }}{{ {'k': 'v'}.k }}{{ {'k': 'v'}['k'] }}{{ {'a': 1}.get('b', 9) }}{{ items | first }}{{ items | last }}", "2vv9ac" },
        { "{{ 'b' > 'a' }}{{ 1 == 1.0 }}{{ 1 != 2 }}{{ 'a' == 1 }}{{ none_value == none }}", "TrueTrueTrueFalseTrue" },
        { "{% for p in people %}{% for i in items %}{{ loop.index0 }}{% endfor %}{{ loop.index0 }}{{ loop.previtem.role if loop.previtem is defined else '-' }} {% endfor %}", "0120- 0121user " },
        { "{{ -n }}{{ - 3 + 5 }}{{ name | trim | lower | length }}{{ 'x' * 1 if false else 'y' }}", "-723y" },
        { "{{ people == people }}{{ people[0] == people[0] }}{{ people[0] == people[-1] }}", "TrueTrueFalse" },
        { "line\n{% for i in items %}\n{{ i }}\n{% endfor %}\nend", "line\na\nb\nc\nend" },
    };

    [Theory]
    [InlineData("{{ missing.attribute }}", "not defined")]
    [InlineData("{{ 'a' + 1 }}", "not supported")]
    [InlineData("{{ raise_exception('no tools') }}", "no tools")]
    [InlineData("{{ items | shuffle }}", "'shuffle'")]
    [InlineData("{% if n %}", "endif")]
    [InlineData("{{ n", "does not end")]
    [InlineData("{{ 'open }}", "does not end")]
    [InlineData("{# open", "does not end")]
    [InlineData("{% endif %}", "'endif'")]
    [InlineData("{{ 1 // 0 }}", "not supported")]
    [InlineData("{{ items[::0] }}", "step is 0")]
    [InlineData("{{ items[1:2:3:4] }}", "subscript")]
    [InlineData("{% set items.x = 1 %}", "no namespace")]
    public void Render_WhatCantBe_Throws(string template, string expected)
    {
        var variables = new Dictionary<string, object?> { ["n"] = 7L, ["items"] = new List<object?> { "a" } };

        var error = Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(template).Render(variables));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
