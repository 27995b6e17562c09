using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace MedQa.Model.Cpu;

/// <summary>
/// Threads that share one piece of work after another, some dozens for each token: handing one out costs about a microsecond,
/// because the threads look for the next for a short while before they sleep. One caller at a time has the team; another works
/// alone meanwhile. A portion cannot be shared itself. What is done is let go of.
/// </summary>
internal sealed class WorkerTeam
{
    /// <summary>Looks at the next piece of work before a thread sleeps: some 50 µs, longer than the pauses within a token.</summary>
    private const int Looks = 1000;

    private readonly Lock _caller = new();
    private readonly List<Member> _members = [];
    private Work? _current;
    private long _begun;

    [ThreadStatic]
    private static bool _works;

    /// <summary>The process's team.</summary>
    public static WorkerTeam Shared { get; } = new();

    /// <summary>Does each portion once; returns when all are done.</summary>
    /// <param name="portions">How many there are.</param>
    /// <param name="threads">The most threads to use, the caller's own among them.</param>
    /// <param name="work">Does the portion of a number below <paramref name="portions"/>; called on several threads at once.</param>
    /// <exception cref="InvalidOperationException">A portion of shared work shares work.</exception>
    public void Run(int portions, int threads, Action<int> work)
    {
        if (_works)
        {
            throw new InvalidOperationException("A portion of shared work cannot share work itself: do it within the portion, or share the parts first.");
        }

        threads = Math.Min(threads, portions);
        if (threads <= 1 || !_caller.TryEnter())
        {
            Alone(portions, work);
            return;
        }

        try
        {
            var shared = new Work(work, portions, helpers: threads - 1);
            Begin(shared);
            shared.Help();
            shared.WaitForAll();
        }
        finally
        {
            Volatile.Write(ref _current, null);
            _caller.Exit();
        }
    }

    private static void Alone(int portions, Action<int> work)
    {
        _works = true;
        try
        {
            for (var i = 0; i < portions; i++)
            {
                work(i);
            }
        }
        finally
        {
            _works = false;
        }
    }

    private void Begin(Work work)
    {
        while (_members.Count < work.Helpers)
        {
            _members.Add(new Member(this, _members.Count));
        }

        // A full fence: who goes to sleep afterwards sees that work began, who slept before is seen asleep.
        Volatile.Write(ref _current, work);
        Interlocked.Increment(ref _begun);
        for (var i = 0; i < work.Helpers; i++)
        {
            _members[i].Wake();
        }
    }

    private sealed class Work(Action<int> portion, int portions, int helpers)
    {
        private int _next = -1;
        private int _done;
        private ExceptionDispatchInfo? _error;

        public int Helpers => helpers;

        public void Help()
        {
            _works = true;
            for (int i; (i = Interlocked.Increment(ref _next)) < portions;)
            {
                try
                {
                    portion(i);
                }
                catch (Exception e)
                {
                    _error ??= ExceptionDispatchInfo.Capture(e);
                }

                Interlocked.Increment(ref _done);
            }

            _works = false;
        }

        public void WaitForAll()
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref _done) < portions)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            _error?.Throw();
        }
    }

    private sealed class Member
    {
        private readonly WorkerTeam _team;
        private readonly int _number;
        private readonly object _gate = new();
        private bool _woken;
        private int _asleep;

        public Member(WorkerTeam team, int number)
        {
            (_team, _number) = (team, number);
            new Thread(Loop) { IsBackground = true, Name = $"MedQa worker {number}" }.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
            {
                lock (_gate)
                {
                    _woken = true;
                    Monitor.Pulse(_gate);
                }
            }
        }

        private void Loop()
        {
            var last = 0L;
            while (true)
            {
                last = Next(last);
                Help();
            }
        }

        /// <summary>Helps with what is shared now, if anything still is. Apart from the loop, whose frame would keep the work alive.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Help()
        {
            if (Volatile.Read(ref _team._current) is { } work && _number < work.Helpers)
            {
                work.Help();
            }
        }

        /// <summary>Waits until work has begun after the last.</summary>
        /// <returns>How many pieces of work have begun.</returns>
        private long Next(long last)
        {
            while (true)
            {
                for (var look = 0; look < Looks; look++)
                {
                    if (Volatile.Read(ref _team._begun) is var begun && begun != last)
                    {
                        return begun;
                    }

                    Thread.SpinWait(2);
                }

                Interlocked.Exchange(ref _asleep, 1);
                var found = Volatile.Read(ref _team._begun) != last;

                // Whoever takes the flag back decides: this thread by itself, or the caller, who then wakes it.
                if (!found || Interlocked.Exchange(ref _asleep, 0) == 0)
                {
                    Sleep();
                }
            }
        }

        private void Sleep()
        {
            lock (_gate)
            {
                while (!_woken)
                {
                    Monitor.Wait(_gate);
                }

                _woken = false;
            }
        }
    }
}
