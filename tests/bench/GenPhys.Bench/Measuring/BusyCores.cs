using System.Diagnostics;

namespace GenPhys.Bench.Measuring;

/// <summary>
/// How many cores all processes of the machine together kept busy: figures taken while others work are worth little, and
/// this tells.
/// </summary>
internal sealed class BusyCores
{
    private const double TicksPerSecond = 100;

    private readonly long begin = Stopwatch.GetTimestamp();
    private readonly double busyAtBegin = Busy();

    /// <summary>The mean since this object was made.</summary>
    public double Mean => (Busy() - busyAtBegin) / TicksPerSecond / Stopwatch.GetElapsedTime(begin).TotalSeconds;

    /// <summary>User, nice, system, interrupt and stolen time of the first line of /proc/stat.</summary>
    private static double Busy()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = fields.Skip(1).Take(8).Select(double.Parse).ToArray();
        return numbers.Sum() - numbers[3] - numbers[4];
    }
}
