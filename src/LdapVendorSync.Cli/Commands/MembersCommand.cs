using System.CommandLine;
using LdapVendorSync.Cli.Hosting;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>members</c>: who is in a group of either side.</summary>
internal sealed class MembersCommand : Command, IHasExamples
{
    public MembersCommand(CommandHost host)
        : base("members", "Lists who is in a group of the source or of a vendor, and whether the list is complete.")
    {
        Subcommands.Add(new MembersSourceCommand(host));
        Subcommands.Add(new MembersVendorCommand(host));
    }

    /// <inheritdoc />
    public IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync members source engineering --config sync.yaml", "Lists a group of the source."),
        new("ldap-vendor-sync members vendor CRM sales --config sync.yaml", "Lists a group of a vendor."),
    ];
}
