using MedQa.Model.Hub;
using Microsoft.Extensions.Time.Testing;

namespace MedQa.Model.Tests.Hub;

public sealed class HubProgressTests
{
    [Theory]
    [InlineData(0, 0, 0, "a/b: 0 B of 0 B, 0 B/s")]
    [InlineData(1023, 1536, 1048576, "a/b: 1023 B of 1.5 KiB, 1 MiB/s")]
    [InlineData(7_000_000_000, 14_483_498_000, 104_857_600, "a/b: 6.5 GiB of 13.5 GiB, 100 MiB/s")]
    public void ToString_Sizes_HaveTheirUnits(long done, long total, double speed, string expected) =>
        Assert.Equal(expected, new HubProgress("a/b", done, total, speed).ToString());

    [Fact]
    public void Meter_SeveralFiles_AddsThemUpAndMeasuresTheLastSeconds()
    {
        var (record, time) = (new HubRecord(), new FakeTimeProvider());
        var meter = new TransferMeter("a/b", 1000, record, time);
        meter.Keep(100);
        time.Advance(TimeSpan.FromSeconds(1));
        meter.Receive(200);
        time.Advance(TimeSpan.FromMilliseconds(100));
        meter.Receive(1);
        time.Advance(TimeSpan.FromSeconds(20));
        meter.Receive(99);
        time.Advance(TimeSpan.FromSeconds(1));
        meter.Receive(600);

        Assert.Equal([300, 400, 1000], record.Reports.Select(r => r.DoneBytes));
        Assert.All(record.Reports, r => Assert.Equal(1000, r.TotalBytes));
        Assert.Equal(200, record.Reports[0].BytesPerSecond);
        Assert.Equal(600, record.Reports[2].BytesPerSecond);
    }

    [Fact]
    public void Lines_ManyReports_AreSecondsApartAndTheLastIsThere()
    {
        var (lines, time) = (new List<string>(), new FakeTimeProvider());
        var view = new HubLines(lines.Add, time);
        for (var i = 0; i <= 100; i++)
        {
            view.Progress(new HubProgress("a/b", i, 100, 1));
            time.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal(["a/b: 0 B", "a/b: 25 B", "a/b: 50 B", "a/b: 75 B", "a/b: 100 B"], lines.Select(l => l.Split(" of ")[0]));
    }
}
