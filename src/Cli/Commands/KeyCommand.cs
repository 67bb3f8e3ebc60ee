using System.CommandLine;
using GenPhys.Contracts.Security;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys key new</c>: an API key for a caller of the service, and what the service's configuration holds of it.</summary>
internal static class KeyCommand
{
    private static readonly string[] Scopes = ["sample", "operate"];

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "What the service calls the key's holder: letters, digits, '-' and '.'." };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "What the key may do: sample (draw samples), operate (load and unload models, read metrics, end anybody's requests); may be given twice.",
            DefaultValueFactory = _ => [Scopes[0]],
        };
        scopes.AcceptOnlyFromAmong(Scopes);
        var create = new Command("new", "Make a key. It is shown once; only its hash is kept, in the service's configuration.") { name, scopes };
        create.SetAction(parsed =>
        {
            var holder = parsed.GetRequiredValue(name);
            if (holder.Length is 0 or > 64 || holder.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')))
            {
                throw new CliException($"'{holder}' is no name for a key: take 1 to 64 letters, digits, '-' and '.'.", ExitCodes.Usage);
            }

            var key = ApiKey.New();
            var hash = ApiKey.Hash(key);
            var granted = string.Join(' ', parsed.GetRequiredValue(scopes).Distinct());
            Console.WriteLine($$"""
                {{key}}

                The line above is the key, for {{holder}} alone. For the service, in its environment

                  Security__Keys__{{holder}}__Hash={{hash}}
                  Security__Keys__{{holder}}__Scopes="{{granted}}"

                or in its appsettings.json

                  { "Security": { "Keys": { "{{holder}}": { "Hash": "{{hash}}", "Scopes": "{{granted}}" } } } }
                """);
            return ExitCodes.Success;
        });
        return new Command("key", "API keys of the service.") { create };
    }
}
