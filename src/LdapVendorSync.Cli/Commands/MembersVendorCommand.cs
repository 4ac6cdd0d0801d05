using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>members vendor</c>: who is in a group of a vendor.</summary>
internal sealed class MembersVendorCommand : VerbCommand
{
    private readonly Argument<string> _vendor = new Argument<string>("NAME")
    {
        Description = "The vendor's name in the configuration.",
    }.RefuseBlank();

    private readonly Argument<string> _group = new Argument<string>("GROUP")
    {
        Description = "The group: its name or id, as the vendor takes it.",
    }.RefuseBlank();

    private readonly OutputOption _output = new();

    public MembersVendorCommand(CommandHost host)
        : base("vendor", "Lists who is in a group of a vendor.", host)
    {
        Arguments.Add(_vendor);
        Arguments.Add(_group);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync members vendor CRM sales --config sync.yaml", "Lists a group."),
        new("ldap-vendor-sync members vendor CRM sales --config sync.yaml --output json", "As JSON, with the completeness of the list."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        session.RequireVendors([arguments.GetRequiredValue(_vendor)]);
        var name = arguments.GetRequiredValue(_group);
        await using var vendor = await session.Systems.ConnectVendorAsync(arguments.GetRequiredValue(_vendor), session.Stopping);
        var group = await vendor.Provider.FindGroupAsync(name, session.Stopping)
            ?? throw new VendorException(VendorFailure.NotFound, $"{vendor.Settings.Name} has no group '{name}'.");
        return await MemberOutput.WriteAsync(vendor.Provider.ReadGroupMembers(group, session.Stopping), _output.Format(arguments), session);
    }
}
