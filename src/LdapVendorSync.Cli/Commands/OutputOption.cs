using System.CommandLine;
using LdapVendorSync.Cli.Output;

namespace LdapVendorSync.Cli.Commands;

/// <summary>What the result on standard output looks like.</summary>
internal sealed class OutputOption : Option<string>
{
    private static readonly string[] Formats = ["table", "json", "csv"];

    public OutputOption(bool withCsv = true)
        : base("--output", "-o")
    {
        string[] formats = withCsv ? Formats : Formats[..^1];
        Description = "What the result on standard output looks like.";
        HelpName = string.Join('|', formats);
        DefaultValueFactory = _ => formats[0];
        this.AcceptOnlyFromAmong(formats);
    }

    /// <summary>The format that was asked for.</summary>
    public OutputFormat Format(ParseResult arguments) => Enum.Parse<OutputFormat>(arguments.GetRequiredValue(this), ignoreCase: true);
}
