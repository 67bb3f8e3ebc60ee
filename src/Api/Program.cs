using GenPhys.Api.Hosting;
using Microsoft.Extensions.Options;

try
{
    await using var app = GenPhysHost.Build(args);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    foreach (var failure in exception.Failures)
    {
        await Console.Error.WriteLineAsync("Configuration: " + failure);
    }

    return 2;
}
