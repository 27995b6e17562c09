namespace MedQa.Model.Hub;

/// <summary>Is told what the hub's code does. Called from several threads, one at a time.</summary>
public interface IHubObserver
{
    /// <summary>Something that a person should know: another source than the one asked for, a wait, a new try.</summary>
    void Note(string text);

    /// <summary>A few times a second while something is downloaded, and at its end.</summary>
    void Progress(HubProgress progress);
}
