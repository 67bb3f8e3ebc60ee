namespace TorchSharp;

/// <summary>The stack of dispose scopes of one thread, and its statistics.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? t_singleton;

    private readonly Stack<List<torch.Tensor>> _spareLists = new();

    internal static DisposeScopeManager ThreadSingleton => t_singleton ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    internal Stack<DisposeScope> DisposeScopeStack { get; } = new();

    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.StatisticsInstance;

    internal void Register(torch.Tensor tensor)
    {
        if (DisposeScopeStack.TryPeek(out var scope))
        {
            StatisticsInstance.Tensors.CreatedInScopeCount++;
            scope.Add(tensor);
        }
        else
        {
            StatisticsInstance.Tensors.CreatedOutsideScopeCount++;
        }
    }

    internal static DisposeScope NewDisposeScope()
    {
        var manager = ThreadSingleton;
        var scope = new DisposeScope(manager);
        manager.DisposeScopeStack.Push(scope);
        return scope;
    }

    // Scopes usually end innermost first; one that ends early leaves the others in place.
    internal void RemoveDisposeScope(DisposeScope disposeScope)
    {
        if (DisposeScopeStack.TryPeek(out var top) && ReferenceEquals(top, disposeScope))
        {
            DisposeScopeStack.Pop();
            return;
        }

        var rest = DisposeScopeStack.Where(s => !ReferenceEquals(s, disposeScope)).Reverse().ToArray();
        DisposeScopeStack.Clear();
        foreach (var scope in rest)
        {
            DisposeScopeStack.Push(scope);
        }
    }

    // A scope per tick would otherwise grow a new list per tick.
    internal List<torch.Tensor> RentList() => _spareLists.TryPop(out var list) ? list : new List<torch.Tensor>(64);

    internal void ReturnList(List<torch.Tensor> list)
    {
        if (_spareLists.Count < 8 && list.Count == 0)
        {
            _spareLists.Push(list);
        }
    }
}

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.NewDisposeScope();

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
