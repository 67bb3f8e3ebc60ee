namespace GenPhys.Inference.Networks.Tiles;

/// <summary>An evaluator that cuts its rows into tiles.</summary>
internal interface ITileEvaluator : INetworkEvaluator
{
    /// <summary>Uses tiles of one size only, until the warm-up ends.</summary>
    void Use(int size);
}
