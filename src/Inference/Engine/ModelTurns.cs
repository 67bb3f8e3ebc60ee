namespace GenPhys.Inference.Engine;

/// <summary>
/// The models of one device in turn, by deficit round-robin on priced cost (Shreedhar and Varghese 1995): each visit
/// grants a quantum, and a model keeps its turn while its deficit is above 0, so that a cheap model beside a costly one
/// gets an equal share of the device and not of the ticks. Belongs to the device thread.
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
        if (!_models.Exists(m => m.Requests.AnyRunnable))
        {
            return null;
        }

        var quantum = _models.Where(m => m.Requests.AnyRunnable).Max(m => m.LanePrice);
        while (true)
        {
            var model = _models[_current];
            if (!model.Requests.AnyRunnable)
            {
                // An idle model saves nothing up.
                model.Deficit = 0;
            }
            else if (model.Deficit > 0)
            {
                return model;
            }
            else
            {
                model.Deficit += quantum * QuantumLanes;
                if (model.Deficit > 0)
                {
                    return model;
                }
            }

            _current = (_current + 1) % _models.Count;
        }
    }

    /// <summary>Charges a tick; a model that has spent its turn makes room for the next.</summary>
    public void Charge(EngineModel model, double valueLanes)
    {
        model.Deficit -= valueLanes * model.LanePrice;
        if (model.Deficit <= 0 && _models[_current] == model)
        {
            _current = (_current + 1) % _models.Count;
        }
    }

    // One visit buys about one full tick of the costliest model that has work.
    private const double QuantumLanes = 512;
}
