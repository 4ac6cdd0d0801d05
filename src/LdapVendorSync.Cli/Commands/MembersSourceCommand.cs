using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>members source</c>: who is in a group of the source.</summary>
internal sealed class MembersSourceCommand : VerbCommand
{
    private readonly Argument<string> _group = new Argument<string>("GROUP")
    {
        Description = "The group: its DN, a short name of the configuration, or its name.",
    }.RefuseBlank();

    private readonly Option<string?> _source = new("--source")
    {
        Description = "The source; needed where the configuration has several.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _recurse = new("--recurse", "-r")
    {
        Description = "Count members of nested groups, whatever the configuration says.",
    };

    private readonly OutputOption _output = new();

    public MembersSourceCommand(CommandHost host)
        : base("source", "Lists who is in a group of the source.", host)
    {
        Arguments.Add(_group);
        Options.Add(_source);
        Options.Add(_recurse);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync members source engineering --config sync.yaml", "Lists a group by its short name."),
        new(
            "ldap-vendor-sync members source 'cn=Sales\\, EMEA,ou=groups,dc=example,dc=org' --recurse --output csv",
            "With nested groups, as CSV."),
    ];

    /// <inheritdoc />
    protected override Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        session.RequireSource(arguments.GetValue(_source));
        var source = session.Systems.GetSource(arguments.GetValue(_source));
        var group = new GroupReference(arguments.GetRequiredValue(_group), arguments.GetValue(_recurse) ? true : null);
        return MemberOutput.WriteAsync(source.ReadGroup(group, session.Stopping), _output.Format(arguments), session);
    }
}
