using GenPhys.Api.Hosting;
using Microsoft.AspNetCore.Connections;
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
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{exception.Message} Choose others with --Http:Port and --Grpc:Port, or GENPHYS_HTTP_PORT and GENPHYS_GRPC_PORT.");
    return 2;
}
