using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sync.Tracing;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>trace</c>: why somebody is, is not or was in a vendor group.</summary>
internal sealed class TraceCommand : VerbCommand
{
    private readonly Argument<string> _person = new Argument<string>("PERSON")
    {
        Description = "A user name, mail address, DN, id at the source or at the vendor, or a name to show.",
    }.RefuseBlank();

    private readonly Option<string> _vendor = new("--vendor")
    {
        Description = "The vendor's name in the configuration.",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string> _group = new("--group")
    {
        Description = "The vendor group.",
        HelpName = "NAME",
        Required = true,
    };

    private readonly MomentOption _at = new("--at", "Asks about a moment in the past, answered from the history alone.", TimeProvider.System);

    private readonly OutputOption _output = new(withCsv: false);

    public TraceCommand(CommandHost host)
        : base("trace", "Explains why somebody is, is not or was in a vendor group. Takes no lock and writes nothing.", host)
    {
        Arguments.Add(_person);
        Options.Add(_vendor);
        Options.Add(_group);
        Options.Add(_at);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync trace adal --vendor Wiki --group developers --config sync.yaml", "Why somebody is in a group, or is not."),
        new(
            "ldap-vendor-sync trace adal --vendor Wiki --group developers --at 2026-11-20T14:00 --config sync.yaml",
            "Why they were in it at some time."),
        new("ldap-vendor-sync trace adal --vendor Wiki --group developers --config sync.yaml --output json", "As JSON, for programs."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        session.RequireVendors([arguments.GetRequiredValue(_vendor)]);
        var request = new TraceRequest(
            arguments.GetRequiredValue(_person),
            arguments.GetRequiredValue(_vendor),
            arguments.GetRequiredValue(_group),
            arguments.GetValue(_at));
        var tracer = new MembershipTracer(session.Configuration, session.Systems.Environment);
        var trace = await tracer.TraceAsync(request, session.Stopping);
        await TraceOutput.WriteAsync(trace, _output.Format(arguments), session.Terminal, session.Stopping);
        return (int)trace.ExitCode;
    }
}
