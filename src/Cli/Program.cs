using System.CommandLine;
using GenPhys.Cli;
using GenPhys.Cli.Commands;

var root = new RootCommand("Trains generative models from physics and draws samples from them.")
{
    TrainCommand.Create(),
    GenNegCommand.Create(),
    DistilCommand.Create(),
    PotentialCommand.Create(),
    LowDensityCommand.Create(),
    SampleCommand.Create(),
    EvaluateCommand.Create(),
    ReproduceCommand.Create(),
    PlotCommand.Create(),
    ConstraintCommand.Create(),
    ProcessCommand.Create(),
    CompareCommand.Create(),
    KeyCommand.Create(),
};

return await CommandLine.RunAsync(root, args);
