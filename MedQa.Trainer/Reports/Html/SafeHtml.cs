using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace MedQa.Trainer.Reports.Html;

/// <summary>
/// HTML in which all text is escaped. It is made from interpolated strings: what stands in the source is markup, what is filled in is
/// text and becomes escaped, unless it is such HTML itself. Markup that is filled in elsewhere can't be forgotten to be escaped.
/// </summary>
internal readonly struct SafeHtml
{
    private readonly string? _html;

    private SafeHtml(string html) => _html = html;

    /// <summary>Nothing.</summary>
    public static SafeHtml Empty => default;

    /// <summary>Markup with what is filled in escaped.</summary>
    public static SafeHtml Of(Handler markup) => new(markup.ToString());

    /// <summary>A part of this program, such as its script, as it stands. Never text from outside.</summary>
    public static SafeHtml Verbatim(string own) => new(own);

    /// <summary>Several pieces, one after the other.</summary>
    public static SafeHtml Join(IEnumerable<SafeHtml> pieces) => new(string.Concat(pieces.Select(p => p._html)));

    /// <summary>One piece for each item.</summary>
    public static SafeHtml Each<T>(IEnumerable<T> items, Func<T, SafeHtml> piece) => Join(items.Select(piece));

    public override string ToString() => _html ?? "";

    /// <summary>Escapes what is filled in; numbers are written the same in every culture.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted(SafeHtml html) => _text.Append(html._html);

        public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>A coordinate, to two decimals.</summary>
        public void AppendFormatted(double number) => _text.Append(number.ToString("0.##", CultureInfo.InvariantCulture));

        /// <summary>Nothing where there is no number.</summary>
        public void AppendFormatted(double? number)
        {
            if (number is { } known)
            {
                AppendFormatted(known);
            }
        }

        public override string ToString() => _text.ToString();
    }
}
