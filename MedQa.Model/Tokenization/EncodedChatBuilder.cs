namespace MedQa.Model.Tokenization;

/// <summary>Collects the ids of a conversation and which of them the assistant says.</summary>
internal sealed class EncodedChatBuilder
{
    private readonly List<int> _ids = [];
    private readonly List<bool> _isResponse = [];

    public void Add(int id, bool isResponse = false)
    {
        _ids.Add(id);
        _isResponse.Add(isResponse);
    }

    public void Add(IReadOnlyList<int> ids, bool isResponse = false)
    {
        _ids.AddRange(ids);
        _isResponse.AddRange(Enumerable.Repeat(isResponse, ids.Count));
    }

    public EncodedChat Build() => new(_ids, _isResponse);
}
