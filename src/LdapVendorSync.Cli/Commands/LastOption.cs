using System.CommandLine;

namespace LdapVendorSync.Cli.Commands;

/// <summary>How many of the latest are listed.</summary>
internal sealed class LastOption : Option<int?>
{
    public LastOption(string description)
        : base("--last", "--limit")
    {
        Description = description;
        HelpName = "N";
        Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
                result.AddError($"{result.IdentifierToken?.Value ?? Name}: give a number from 1 up.");
        });
    }
}
