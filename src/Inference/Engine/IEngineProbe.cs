namespace GenPhys.Inference.Engine;

/// <summary>Sees the device thread pass its phases, so that a test can hold it there.</summary>
internal interface IEngineProbe
{
    /// <summary>Called on the device thread before a tick is built: admitted requests are in, stopped ones are out.</summary>
    void BeforeTick();

    /// <summary>Called on the device thread after a tick with the rows that shared it.</summary>
    void AfterTick(EngineModel model, int lanes, IReadOnlyList<RunningRequest> requests);
}
