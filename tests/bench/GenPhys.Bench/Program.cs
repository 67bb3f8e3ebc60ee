using System.CommandLine;
using GenPhys.Bench.Commands;

var root = new RootCommand("Measures GenPhys against its arithmetic floor and against PyTorch.")
{
    OfflineCommand.Create(),
    ConcurrentCommand.Create(),
    OverheadCommand.Create(),
    TelemetryCommand.Create(),
    TilesCommand.Create(),
    SamplersCommand.Create(),
    TrainingCommand.Create(),
    GuidanceCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
