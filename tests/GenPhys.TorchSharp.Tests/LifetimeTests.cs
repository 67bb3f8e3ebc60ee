using TorchSharp;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void Ten_thousand_operations_leave_no_tensor_behind()
    {
        DisposeScopeManager.Statistics.Reset();
        var before = Living.Tensors();
        for (var i = 0; i < 1000; i++)
        {
            using var scope = NewDisposeScope();
            var x = randn(4, 8).requires_grad_();
            var w = randn(8, 8);
            var y = nn.functional.silu(x.matmul(w) + 1).sum();
            y.backward();
            var parts = x.grad!.chunk(2, 1);
            var z = cat([parts[0].exp(), parts[1].tanh()], 1).index_select(0, tensor(new[] { 3L, 1 }));
            Assert.True(z.isfinite().all().item<bool>());
        }

        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.True(DisposeScopeManager.Statistics.CreatedInScopeCount >= 10_000);
        Assert.True(Tensor.PeakCount >= before);
    }

    [Fact]
    public void Tensors_without_a_scope_are_released_by_the_finalizer()
    {
        var before = Living.Tensors();
        MakeGarbage();
        Assert.True(Tensor.TotalCount >= before + 100);
        Assert.Equal(before, Living.Tensors());
    }

    [Fact]
    public void A_scope_disposes_what_was_made_in_it_and_nothing_else()
    {
        using var outside = ones(2);
        Tensor inside, moved, detached;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                inside = ones(2);
                moved = ones(2).MoveToOuterDisposeScope();
                detached = ones(2).DetachFromDisposeScope();
                Assert.Equal(1, inner.DisposablesCount);
                Assert.True(inner.Contains(inside));
                Assert.True(outer.Contains(moved));
            }

            Assert.True(inside.IsInvalid);
            Assert.False(moved.IsInvalid);
            Assert.Equal(1, outer.DisposablesCount);
        }

        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        Assert.False(outside.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void Tensors_move_between_scopes_and_can_be_attached_later()
    {
        var first = ones(1);
        using (var outer = NewDisposeScope())
        {
            var owned = ones(1);
            using (NewDisposeScope())
            {
                var x = ones(1).MoveToOtherDisposeScope(owned);
                Assert.True(outer.Contains(x));
                var y = ones(1).MoveToOtherDisposeScope(outer);
                Assert.True(outer.Contains(y));
            }

            outer.Attach(first);
            Assert.Equal(4, outer.DisposablesCount);
            outer.DisposeEverythingBut(owned);
            Assert.True(first.IsInvalid);
            Assert.False(owned.IsInvalid);
            Assert.Same(owned, Assert.Single(outer.DisposablesView));
        }
    }

    [Fact]
    public void A_disposed_tensor_leaves_its_scope_in_any_order()
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 10).Select(i => ones(1) * i).ToArray();
        var all = scope.DisposablesCount;
        foreach (var i in new[] { 9, 0, 4, 5, 8 })
        {
            tensors[i].Dispose();
        }

        Assert.Equal(all - 5, scope.DisposablesCount);
        Assert.Equal(7f, tensors[7].item<float>());
        scope.DisposeEverything();
        Assert.All(tensors, t => Assert.True(t.IsInvalid));
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scope.DisposablesCount);
    }

    [Fact]
    public void Statistics_tell_where_tensors_came_from_and_went()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        var free = ones(1);
        using (var scope = NewDisposeScope())
        {
            ones(1);
            ones(1).DetachFromDisposeScope().Dispose();
            scope.Attach(free);
        }

        var tensors = statistics.TensorStatistics;
        Assert.Equal(1, tensors.CreatedOutsideScopeCount);
        Assert.Equal(2, tensors.CreatedInScopeCount);
        Assert.Equal(1, tensors.DetachedFromScopeCount);
        Assert.Equal(1, tensors.AttachedToScopeCount);
        Assert.Equal(2, tensors.DisposedInScopeCount);
        Assert.Equal(1, tensors.DisposedOutsideScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void In_place_operations_return_their_tensor_and_aliases_are_objects_of_their_own()
    {
        using var scope = NewDisposeScope();
        var x = ones(2);
        Assert.Same(x, x.add_(1).mul_(2).sqrt_().zero_());
        var alias = x.alias();
        x.Dispose();
        Assert.False(alias.IsInvalid);
        Assert.Equal(0f, alias.sum().item<float>());
    }

    private static void MakeGarbage()
    {
        for (var i = 0; i < 100; i++)
        {
            ones(16).exp();
        }
    }
}
