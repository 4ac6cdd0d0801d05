using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>history purge</c>: takes a person out of the history.</summary>
internal sealed class HistoryPurgeCommand : VerbCommand
{
    private readonly Option<string?> _person = new("--person")
    {
        Description = "The person: an id at a source or vendor, a user name, a mail address, a name.",
        HelpName = "PERSON",
    };

    private readonly Option<bool> _profileData = new("--profile-data")
    {
        Description = "Cut what earlier runs kept of everybody down to what history.profile_data says.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be removed, and remove nothing." };
    private readonly OutputOption _output = new(withCsv: false);

    public HistoryPurgeCommand(CommandHost host)
        : base("purge", "Removes data of people from the history for ever, and says what remains elsewhere.", host)
    {
        Validators.Add(result =>
        {
            if (result.GetValue(_profileData) == (result.GetResult(_person) is not null))
                result.AddError("Give --person PERSON or --profile-data.");
            else if (!result.GetValue(_profileData) && string.IsNullOrWhiteSpace(result.GetValue(_person)))
                result.AddError("--person: say whom.");
        });
        Options.Add(_person);
        Options.Add(_profileData);
        Options.Add(_dryRun);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync history purge --person jdoe@example.org --dry-run --config sync.yaml", "Shows what is known of a person."),
        new("ldap-vendor-sync history purge --person jdoe@example.org --config sync.yaml", "Removes it."),
        new("ldap-vendor-sync history purge --profile-data --config sync.yaml", "After history.profile_data was set to keep less."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var result = await session.PurgeAsync(arguments.GetValue(_person), arguments.GetValue(_dryRun));
        if (result.Refusal is { } refusal)
            session.Terminal.TellError(refusal);
        await PurgeOutput.WriteAsync(result, _output.Format(arguments), session.Terminal);
        return (int)ExitCodeOf(result.Status);
    }

    private static SyncExitCode ExitCodeOf(PurgeStatus status) => status switch
    {
        PurgeStatus.Ambiguous => SyncExitCode.ConfigurationInvalid,
        PurgeStatus.Locked => SyncExitCode.Locked,
        PurgeStatus.LinkIsNeeded => SyncExitCode.RemovalsHeld,
        PurgeStatus.ChangeIsOpen => SyncExitCode.FinishedWithFailures,
        _ => SyncExitCode.Done,
    };
}
