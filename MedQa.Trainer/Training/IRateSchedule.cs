namespace MedQa.Trainer.Training;

/// <summary>The learning rate at each step; depends on the step alone.</summary>
internal interface IRateSchedule
{
    /// <summary>The rate of step <paramref name="step"/>, from 0 on.</summary>
    double At(int step);
}
