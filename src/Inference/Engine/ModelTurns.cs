namespace GenPhys.Inference.Engine;

/// <summary>
/// The models of one device in turn, by deficit round-robin on priced cost (Shreedhar and Varghese 1995) in the limit of
/// small quanta: the busy model that has cost least is next, so that busy models share the device's cost equally, within
/// one tick of each, and a model that becomes busy waits for one tick at most. Belongs to the device thread.
/// </summary>
internal sealed class ModelTurns
{
    private readonly List<EngineModel> _models = [];
    private int _current;

    public IReadOnlyList<EngineModel> All => _models;

    public void Add(EngineModel model) => _models.Add(model);

    public void Remove(EngineModel model)
    {
        var index = _models.IndexOf(model);
        if (index < 0)
        {
            return;
        }

        _models.RemoveAt(index);
        if (index < _current)
        {
            _current--;
        }

        _current = _models.Count == 0 ? 0 : _current % _models.Count;
    }

    /// <summary>The model whose tick is next, or null when no model has work.</summary>
    public EngineModel? Next()
    {
        var least = double.NegativeInfinity;
        foreach (var model in _models)
        {
            if (model.Requests.AnyRunnable)
            {
                least = Math.Max(least, model.Deficit);
            }
        }

        if (double.IsNegativeInfinity(least))
        {
            return null;
        }

        // Every model is granted what lets the least served busy one run. An idle model pays off what it owes and saves
        // nothing up.
        foreach (var model in _models)
        {
            model.Deficit = Math.Min(0, model.Deficit - least);
        }

        while (!(_models[_current].Requests.AnyRunnable && _models[_current].Deficit == 0))
        {
            _current = (_current + 1) % _models.Count;
        }

        return _models[_current];
    }

    /// <summary>Charges a tick; equal models take turns.</summary>
    public void Charge(EngineModel model, double valueLanes)
    {
        model.Deficit -= valueLanes * model.LanePrice;
        _current = (_models.IndexOf(model) + 1) % _models.Count;
    }
}
