using System.Runtime.CompilerServices;
using MedQa.Model.Cpu;

namespace MedQa.Model.Tests.Cpu;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(7, 1)]
    [InlineData(7, 3)]
    [InlineData(1000, 4)]
    public void Run_ManyTimes_DoesEachPortionOnce(int portions, int threads)
    {
        var team = new WorkerTeam();
        for (var i = 0; i < 200; i++)
        {
            var done = new int[portions];
            team.Run(portions, threads, p => Interlocked.Increment(ref done[p]));
            Assert.All(done, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Run_AfterAPause_WakesTheTeam()
    {
        var team = new WorkerTeam();
        for (var i = 0; i < 20; i++)
        {
            var threads = new HashSet<int>();
            using var met = new Barrier(2);
            team.Run(2, 2, _ =>
            {
                Assert.True(met.SignalAndWait(TimeSpan.FromSeconds(30)));
                lock (threads)
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                }
            });
            Assert.Equal(2, threads.Count);
            Thread.Sleep(i);
        }
    }

    [Fact]
    public void Run_PortionFails_ThrowsAndGoesOnWorking()
    {
        var team = new WorkerTeam();
        var error = Assert.Throws<InvalidDataException>(() => team.Run(50, 3, p => throw new InvalidDataException($"Portion {p}.")));
        Assert.StartsWith("Portion ", error.Message, StringComparison.Ordinal);
        var sum = 0;
        team.Run(50, 3, p => Interlocked.Add(ref sum, p));
        Assert.Equal(50 * 49 / 2, sum);
    }

    [Fact]
    public void Run_FromSeveralThreads_DoesAll()
    {
        var team = new WorkerTeam();
        var sum = 0;
        Parallel.For(0, 8, _ => team.Run(20, 3, p => Interlocked.Add(ref sum, p)));
        Assert.Equal(8 * 190, sum);
    }

    /// <summary>On every thread alike: the caller's, a helper's and one that works alone.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_FromWithinAPortion_IsRefusedAndTheTeamGoesOn(int threads)
    {
        var team = new WorkerTeam();
        var refused = 0;
        team.Run(20, threads, _ =>
        {
            var error = Assert.Throws<InvalidOperationException>(() => team.Run(5, 3, _ => { }));
            Assert.StartsWith("A portion of shared work cannot share work itself", error.Message, StringComparison.Ordinal);
            Interlocked.Increment(ref refused);
        });
        Assert.Equal(20, refused);
        Assert.Throws<InvalidOperationException>(() => team.Run(20, threads, _ => team.Run(5, 3, _ => { })));
        var sum = 0;
        team.Run(20, 3, p => Interlocked.Add(ref sum, p));
        Assert.Equal(190, sum);
    }

    [Fact]
    public void Run_Done_LetsGoOfTheWork()
    {
        var team = new WorkerTeam();
        var held = RunWith(team);
        for (var look = 0; look < 500 && held.IsAlive; look++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.False(held.IsAlive);
        GC.KeepAlive(team);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunWith(WorkerTeam team)
    {
        var weights = new byte[1000];
        team.Run(20, 3, p => weights[p]++);
        return new(weights);
    }
}
