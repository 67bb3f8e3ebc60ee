using System.Runtime.CompilerServices;
using static TorchSharp.torch;

// The live tensor count belongs to the process: tests that read it must run alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace GenPhys.TorchSharp.Tests;

internal static class Setup
{
    [ModuleInitializer]
    internal static void UseOneThread() => set_num_threads(1);
}
