using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Explains why somebody is, is not or was in a vendor group. It takes no lock and writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Trace, "GroupMembership", HelpUri = OnlineHelp.Folder + "Trace-GroupMembership.md")]
[OutputType(typeof(MembershipTrace))]
public sealed class TraceGroupMembershipCommand : ConfiguredCmdlet
{
    private SyncConfiguration? _configuration;

    /// <summary>A user name, mail address, DN, id at the source or at the vendor, or a name to show.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("UserName", "User", "Id")]
    [ValidateNotNullOrEmpty]
    public string Person { get; set; } = string.Empty;

    /// <summary>The vendor's name in the configuration.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string Vendor { get; set; } = string.Empty;

    /// <summary>The vendor group.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string Group { get; set; } = string.Empty;

    /// <summary>A moment in the past, answered from the history alone; now where left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTimeOffset? At { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        _configuration = LoadConfiguration();
        OpenSession(_configuration);
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        var request = new TraceRequest(Person, Vendor, Group, At);
        RunAsync(
            async cancellationToken =>
            {
                try
                {
                    var tracer = new MembershipTracer(_configuration!, Session.Environment);
                    var trace = await tracer.TraceAsync(request, cancellationToken).ConfigureAwait(false);
                    await Pipeline.WriteObjectAsync(trace, cancellationToken).ConfigureAwait(false);
                    if (trace.ExitCode != SyncExitCode.Done)
                        Pipeline.Post(cmdlet => cmdlet.WriteWarning(
                            "The answer is not whole, since something could not be read or is not kept; the findings tell what."));
                }
                catch (TraceException error)
                {
                    // The next of the pipeline may be found.
                    Pipeline.Post(cmdlet => cmdlet.WriteError(CommandError.Create(error, request.Person)));
                }
            },
            Person);
    }
}
