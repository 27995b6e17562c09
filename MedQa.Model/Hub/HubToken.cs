using System.Net.Http.Headers;

namespace MedQa.Model.Hub;

/// <summary>The user's token. It goes into a request's header and nowhere else: whatever prints this prints its name.</summary>
public sealed class HubToken
{
    private readonly string _value;

    private HubToken(string value) => _value = value;

    /// <summary>Takes a token; null where the text is blank.</summary>
    /// <param name="source">Where it comes from, for the error.</param>
    /// <exception cref="HubException">It holds characters that no token has; does not repeat it.</exception>
    public static HubToken? Of(string? text, string source)
    {
        var value = text?.Trim() ?? "";
        return value.Length == 0 ? null
            : value.All(c => c is > ' ' and < '\x7f') ? new HubToken(value)
            : throw new HubException($"{source} is no token: it holds blanks or characters that are not ASCII.");
    }

    public override string ToString() => "(token)";

    internal void AddTo(HttpRequestHeaders headers) => headers.Authorization = new AuthenticationHeaderValue("Bearer", _value);
}
