using System.Text;

namespace MedQa.Model.Tokenization.Jinja;

/// <summary>
/// Cuts a template into tokens. White space is treated as transformers has Jinja do: a line break after a block or a comment is
/// dropped (<c>trim_blocks</c>), so are spaces before one that begins a line (<c>lstrip_blocks</c>), and <c>-</c> at a block's edge
/// drops all white space beyond it.
/// </summary>
internal sealed class JinjaLexer
{
    private static readonly string[] Operators = ["//", "**", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|"];

    private readonly string _source;
    private readonly List<JinjaToken> _tokens = [];
    private int _position;
    private bool _stripNextText;
    private bool _dropNextBreak;

    private JinjaLexer(string source) => _source = source;

    /// <exception cref="JinjaException">The template is too long, or something in it does not end.</exception>
    public static IReadOnlyList<JinjaToken> Read(string source)
    {
        if (source.Length > JinjaLimits.SourceLength)
        {
            throw new JinjaException($"it is longer than {JinjaLimits.SourceLength} characters");
        }

        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new JinjaLexer(text.EndsWith('\n') ? text[..^1] : text);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (_position < _source.Length)
        {
            var begin = FindBegin();
            AddText(begin);
            if (begin == _source.Length)
            {
                break;
            }

            _position = begin + 2;
            var isOutput = _source[begin + 1] == '{';
            if (_source[begin + 1] == '#')
            {
                SkipComment();
                continue;
            }

            _position += At('-') || At('+') ? 1 : 0;
            _tokens.Add(isOutput ? new(JinjaTokenKind.OutputBegin, "{{") : new(JinjaTokenKind.BlockBegin, "{%"));
            ReadCode(isOutput ? "}}" : "%}");
            _tokens.Add(isOutput ? new(JinjaTokenKind.OutputEnd, "}}") : new(JinjaTokenKind.BlockEnd, "%}"));
            _dropNextBreak = !isOutput;
        }

        _tokens.Add(new(JinjaTokenKind.End, ""));
    }

    private bool At(char c) => _position < _source.Length && _source[_position] == c;

    private int FindBegin()
    {
        for (var i = _position; i + 1 < _source.Length; i++)
        {
            if (_source[i] == '{' && _source[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return _source.Length;
    }

    private void AddText(int end)
    {
        var text = _source.AsSpan(_position, end - _position);
        if (_stripNextText)
        {
            text = text.TrimStart();
        }
        else if (_dropNextBreak && text.StartsWith('\n'))
        {
            text = text[1..];
        }

        (_stripNextText, _dropNextBreak) = (false, false);
        var mark = end + 2 < _source.Length ? _source[end + 2] : ' ';
        if (end < _source.Length && mark == '-')
        {
            text = text.TrimEnd();
        }
        else if (end < _source.Length && mark != '+' && _source[end + 1] != '{')
        {
            // Spaces between the line's begin and a block; the line may begin before this text, and then it is not only spaces.
            var line = text.TrimEnd(" \t");
            var lineBegin = end - (text.Length - line.Length);
            text = lineBegin == 0 || _source[lineBegin - 1] == '\n' ? line : text;
        }

        if (!text.IsEmpty)
        {
            _tokens.Add(new(JinjaTokenKind.Text, text.ToString()));
        }
    }

    private void SkipComment()
    {
        var end = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new JinjaException("a comment does not end");
        }

        _stripNextText = _source[end - 1] == '-';
        _dropNextBreak = true;
        _position = end + 2;
    }

    private void ReadCode(string end)
    {
        var depth = 0;
        while (true)
        {
            while (_position < _source.Length && char.IsWhiteSpace(_source[_position]))
            {
                _position++;
            }

            var rest = _source.AsSpan(_position);
            if (rest.IsEmpty)
            {
                throw new JinjaException($"a block does not end with {end}");
            }

            if (depth == 0 && (rest.StartsWith(end, StringComparison.Ordinal) || (rest[0] is '-' or '+' && rest[1..].StartsWith(end, StringComparison.Ordinal))))
            {
                _stripNextText = rest[0] == '-';
                _position += rest[0] is '-' or '+' ? 3 : 2;
                return;
            }

            var token = ReadToken(rest);
            depth += token.Kind != JinjaTokenKind.Operator ? 0 : token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
            _tokens.Add(token);
        }
    }

    private JinjaToken ReadToken(ReadOnlySpan<char> rest)
    {
        if (rest[0] is '\'' or '"')
        {
            return new(JinjaTokenKind.String, ReadString(rest[0]));
        }

        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] == '_' || (char.IsAsciiDigit(rest[0]) && IsDecimalPoint(rest, length))))
        {
            length++;
        }

        if (length > 0)
        {
            _position += length;
            return new(char.IsAsciiDigit(rest[0]) ? JinjaTokenKind.Number : JinjaTokenKind.Name, rest[..length].ToString());
        }

        foreach (var op in Operators)
        {
            if (rest.StartsWith(op, StringComparison.Ordinal))
            {
                _position += op.Length;
                return new(JinjaTokenKind.Operator, op);
            }
        }

        throw new JinjaException($"the character '{rest[0]}' has no meaning in a block");
    }

    private static bool IsDecimalPoint(ReadOnlySpan<char> text, int at) => text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);

    private string ReadString(char quote)
    {
        var text = new StringBuilder();
        for (_position++; !At(quote); _position++)
        {
            if (_position >= _source.Length)
            {
                throw new JinjaException("a quoted text does not end");
            }

            if (!At('\\') || _position + 1 == _source.Length)
            {
                text.Append(_source[_position]);
                continue;
            }

            _position++;
            text.Append(_source[_position] switch
            {
                'n' => "\n",
                't' => "\t",
                'r' => "\r",
                '\n' => "",
                '\\' or '\'' or '"' => _source[_position].ToString(),
                var other => throw new JinjaException($"the escape \\{other} is not supported"),
            });
        }

        _position++;
        return text.ToString();
    }
}
