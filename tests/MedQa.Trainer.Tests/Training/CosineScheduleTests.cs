using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public class CosineScheduleTests
{
    // From the reference's own formula, in Python:
    // [lr * min(1, (s+1)/max(1, 0.03*116)) * 0.5*(1+math.cos(math.pi*s/116)) for s in (0, 1, 2, 3, 57, 58, 115)] with lr = 5e-4
    [Theory]
    [InlineData(0, 1.4367816091954023e-4)]
    [InlineData(1, 2.8730363307805806e-4)]
    [InlineData(2, 4.307184081575698e-4)]
    [InlineData(3, 4.991752973900558e-4)]
    [InlineData(57, 2.5676984616903367e-4)]
    [InlineData(58, 2.5e-4)]
    [InlineData(115, 9.167844417901084e-8)]
    public void At_ReferencesRun_IsItsRate(int step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(5e-4, 116, 0.03 * 116).At(step), 1e-15);

    [Fact]
    public void At_WithFloor_EndsThere()
    {
        var schedule = new CosineSchedule(2e-3, 1000, 200, Floor: 0.05);

        Assert.Equal(1e-5, schedule.At(0), 1e-12);
        Assert.Equal(2e-3 * (0.05 + (0.95 * 0.5)), schedule.At(500), 1e-12);
        Assert.Equal(1e-4, schedule.At(1000), 1e-12);
        Assert.Equal(1e-4, schedule.At(2000), 1e-12);
    }
}
