using MedQa.Model.Hub;

namespace MedQa.Model.Tests.Hub;

/// <summary>Keeps what it is told.</summary>
internal sealed class HubRecord : IHubObserver
{
    private readonly Lock _gate = new();
    private readonly List<string> _notes = [];
    private readonly List<HubProgress> _progress = [];

    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_gate)
            {
                return [.. _notes];
            }
        }
    }

    public IReadOnlyList<HubProgress> Reports
    {
        get
        {
            lock (_gate)
            {
                return [.. _progress];
            }
        }
    }

    public void Note(string text)
    {
        lock (_gate)
        {
            _notes.Add(text);
        }
    }

    public void Progress(HubProgress progress)
    {
        lock (_gate)
        {
            _progress.Add(progress);
        }
    }
}
