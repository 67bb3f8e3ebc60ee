namespace TorchSharp;

/// <summary>
/// Owns the tensors that its thread makes while it is the innermost scope, and disposes them when it ends.
/// A scope belongs to the thread that opened it: never across an await.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private readonly List<torch.Tensor> _tensors;
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        _manager.DisposeScopeStack.TryPeek(out var outer);
        OuterScope = outer;
        _tensors = _manager.RentList();
    }

    internal DisposeScope? OuterScope { get; }

    public IReadOnlyList<IDisposable> DisposablesView => [.. Live];

    public int DisposablesCount => Live.Count;

    private List<torch.Tensor> Live
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _tensors;
        }
    }

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (scope is null)
        {
            return Detach(disposable);
        }

        if (!ReferenceEquals(scope, this) && Remove(disposable))
        {
            scope.Add(disposable);
        }

        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            MoveToOther(scope, disposable);
        }
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (Remove(disposable))
        {
            _manager.StatisticsInstance.Tensors.DetachedFromScopeCount++;
        }

        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            Detach(disposable);
        }
    }

    public void Attach(IDisposable disposable)
    {
        var tensor = TensorOf(disposable);
        if (ReferenceEquals(tensor.OwningDisposeScope, this))
        {
            return;
        }

        tensor.OwningDisposeScope?.Remove(tensor);
        Add(tensor);
        _manager.StatisticsInstance.Tensors.AttachedToScopeCount++;
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var attached = disposables.ToArray();
        Array.ForEach(attached, Attach);
        return attached;
    }

    public void DisposeEverything()
    {
        var tensors = Live;
        // The scope forgets each tensor first: disposal must not call back into the list that is being walked.
        for (var i = tensors.Count - 1; i >= 0; i--)
        {
            var tensor = tensors[i];
            tensor.OwningDisposeScope = null;
            _manager.StatisticsInstance.Tensors.DisposedInScopeCount++;
            tensor.Release();
        }

        tensors.Clear();
    }

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var kept = inKeep.Where(Remove).ToArray();
        DisposeEverything();
        foreach (var disposable in kept)
        {
            Add(disposable);
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { keep });
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { first, second });
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { first, second, third });
        return (first, second, third);
    }

    public void MarkAsDisposed(IDisposable disposable) => Remove(disposable);

    public bool Contains(IDisposable disposable) =>
        disposable is torch.Tensor tensor && ReferenceEquals(tensor.OwningDisposeScope, this);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        DisposeEverything();
        _disposed = true;
        _manager.RemoveDisposeScope(this);
        _manager.ReturnList(_tensors);
    }

    // A tensor carries its scope and its place in the scope's list, so that leaving a scope costs no search.
    internal void Add(IDisposable disposable)
    {
        var tensor = TensorOf(disposable);
        tensor.OwningDisposeScope = this;
        tensor.ScopeSlot = Live.Count;
        _tensors.Add(tensor);
    }

    internal bool Remove(IDisposable disposable)
    {
        var tensor = TensorOf(disposable);
        if (!ReferenceEquals(tensor.OwningDisposeScope, this))
        {
            return false;
        }

        var last = Live[^1];
        _tensors[tensor.ScopeSlot] = last;
        last.ScopeSlot = tensor.ScopeSlot;
        _tensors.RemoveAt(_tensors.Count - 1);
        tensor.OwningDisposeScope = null;
        return true;
    }

    // In the scope of one tensor, another takes its place: a parameter that moved to a device, say.
    internal static void Replace(torch.Tensor original, torch.Tensor replacement)
    {
        if (original.OwningDisposeScope is { } scope)
        {
            replacement.OwningDisposeScope?.Remove(replacement);
            scope.Remove(original);
            scope.Add(replacement);
        }
    }

    private static torch.Tensor TensorOf(IDisposable disposable) => disposable as torch.Tensor
        ?? throw new InvalidOperationException("DisposeScope can only manage Tensor or PackedSequence");
}
