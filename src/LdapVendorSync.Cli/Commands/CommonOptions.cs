using System.CommandLine;

namespace LdapVendorSync.Cli.Commands;

/// <summary>Options that several verbs share; each verb makes its own.</summary>
internal static class CommonOptions
{
    public static Option<string?> Config() => new("--config", "-c")
    {
        Description = "The configuration file. Where left out: $LVS_CONFIG, else $CONFIG_PATH, else ./config.yaml.",
        HelpName = "FILE",
    };

    public static Option<string?> EnvFile() => new("--env-file")
    {
        Description = "A .env file with variables for the configuration; the real environment wins.",
        HelpName = "FILE",
    };

    public static Option<string[]> Vendor() => new("--vendor")
    {
        Description = "Only this vendor. May be given several times.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    public static Option<string[]> Group() => new("--group")
    {
        Description = "Only mappings of this source or vendor group. May be given several times.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    public static Option<bool> Full() => new("--full")
    {
        Description = "Read every group, also those that are known not to have changed since they were read.",
    };

    public static Option<string?> Report() => new("--report")
    {
        Description = "Write the reports into this folder; where left out, into the one that the configuration names.",
        HelpName = "DIR",
    };
}
