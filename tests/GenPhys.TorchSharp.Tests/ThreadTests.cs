using TorchSharp;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class ThreadTests
{
    [Fact]
    public void Two_threads_have_scopes_gradient_modes_and_statistics_of_their_own()
    {
        using var barrier = new Barrier(2);
        var failures = new List<Exception>();
        void Run(bool track)
        {
            try
            {
                using var mode = set_grad_enabled(track);
                using var scope = NewDisposeScope();
                var x = ones(8, 8).requires_grad_();
                barrier.SignalAndWait();
                for (var i = 0; i < 500; i++)
                {
                    using var inner = NewDisposeScope();
                    var y = (x.matmul(x) + i).sum();
                    Assert.Equal(track, y.requires_grad);
                    if (track)
                    {
                        var gradient = autograd.grad([y], [x])[0];
                        Assert.Equal(16 * 64, gradient.sum().item<float>());
                    }

                    Assert.Equal(track, is_grad_enabled());
                }

                barrier.SignalAndWait();
                Assert.Equal(1, scope.DisposablesCount);
                scope.DisposeEverything();
                Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
            catch (Exception e)
            {
                lock (failures)
                {
                    failures.Add(e);
                }
            }
        }

        var threads = new[] { new Thread(() => Run(true)), new Thread(() => Run(false)) };
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Empty(failures);
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Errors_belong_to_the_thread_that_made_them()
    {
        using var barrier = new Barrier(2);
        var messages = new string[2];
        void Run(int index)
        {
            using var scope = NewDisposeScope();
            var (a, b) = (ones(2, 3), ones(4 + index, 5));
            barrier.SignalAndWait();
            for (var i = 0; i < 200; i++)
            {
                messages[index] = Assert.ThrowsAny<Exception>(() => a.matmul(b)).Message;
            }
        }

        var threads = new[] { new Thread(() => Run(0)), new Thread(() => Run(1)) };
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.EndsWith("(2x3 and 4x5)", messages[0]);
        Assert.EndsWith("(2x3 and 5x5)", messages[1]);
    }

    [Fact]
    public void The_finalizer_may_run_while_others_compute()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        for (var i = 0; i < 300; i++)
        {
            // Nothing holds the operands after the call begins.
            Assert.Equal(256f, (ones(16, 16) * ones(16, 16)).sum().item<float>());
        }

        stop.Cancel();
        collector.Join();
    }
}
