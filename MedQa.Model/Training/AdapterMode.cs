using MedQa.Model.Lora;

namespace MedQa.Model.Training;

/// <summary>Switches an adapter's dropout for as long as this lives, and back.</summary>
internal sealed class AdapterMode : IDisposable
{
    private readonly LoraAdapter? adapter;
    private readonly bool before;

    public AdapterMode(LoraAdapter? adapter, bool training)
    {
        this.adapter = adapter;
        before = adapter?.Training ?? false;
        if (adapter is not null)
        {
            adapter.Training = training;
        }
    }

    public void Dispose()
    {
        if (adapter is not null)
        {
            adapter.Training = before;
        }
    }
}
