using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Engine;

/// <summary>
/// A model as the engine runs it: its field, the state of its rows and its requests in turn. Made by
/// <see cref="InferenceEngine.AddModelAsync"/>; all but the constructor arguments belong to the device thread.
/// </summary>
public sealed class EngineModel
{
    private readonly IReadOnlyList<IDisposable> _owned;

    internal EngineModel(string name, IField field, double lanePrice, IReadOnlyList<IDisposable> owned)
    {
        Name = name;
        Field = field;
        _owned = owned;
        LanePrice = lanePrice;
        Store = new HostStateStore(field.Dimension);
        Value = new LaneBatch(field.Dimension, field.CodeSizes.Count);
        Vjp = new LaneBatch(field.Dimension, field.CodeSizes.Count);
    }

    /// <summary>Name, for messages.</summary>
    public string Name { get; }

    /// <summary>Coordinates of a state.</summary>
    public int Dimension => Field.Dimension;

    /// <summary>Price of one value lane, in units that compare models of one device.</summary>
    public double LanePrice { get; }

    /// <summary>The field; it belongs to the device thread.</summary>
    public IField Field { get; }

    internal HostStateStore Store { get; }

    internal LaneBatch Value { get; }

    internal LaneBatch Vjp { get; }

    internal RequestTurns Requests { get; } = new();

    // 0 or below: what the model has cost beyond the least served busy model (deficit round-robin).
    internal double Deficit { get; set; }

    /// <summary>Releases the field and what came with it.</summary>
    internal void Release()
    {
        Field.Dispose();
        foreach (var part in _owned)
        {
            part.Dispose();
        }
    }
}
