using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using LdapVendorSync.Core.History;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that look into the history.</summary>
public abstract class HistoryCmdlet : ConfiguredCmdlet
{
    /// <summary>The set of parameters that finds the history through a configuration.</summary>
    protected const string ConfigurationSet = "Configuration";

    /// <summary>The set of parameters that names the file.</summary>
    protected const string PathSet = "Path";

    private HistoryLocation? _location;

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigurationSet)]
    [ValidateNotNull]
    public override object? Config { get; set; }

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigurationSet)]
    [ValidateNotNullOrEmpty]
    public override string? ConfigPath { get; set; }

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigurationSet)]
    [Alias("EnvFile")]
    [ValidateNotNullOrEmpty]
    public override string? EnvironmentFile { get; set; }

    /// <summary>The history file itself, one that is not encrypted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Where the history is.</summary>
    internal HistoryLocation Location => _location ?? throw new InvalidOperationException("The history was not located.");

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        if (Path is null)
        {
            OpenSession(LoadConfiguration());
            _location = Session.History;
            return;
        }

        var path = GetUnresolvedProviderPathFromPSPath(Path);
        if (!File.Exists(path))
            Terminate(new CommandException(ErrorKinds.HistoryNotFound, $"There is no history '{path}'."), Path);
        _location = new HistoryLocation(path);
    }

    /// <summary>Says that no run has some id.</summary>
    internal void WriteRunNotFound(string id) => Pipeline.Post(cmdlet => cmdlet.WriteError(CommandError.Create(
        new CommandException(ErrorKinds.RunNotFound, $"The history '{Location.Path}' has no run '{id}'."), id)));

    /// <summary>A moment as scripts give it: without a time zone it is local.</summary>
    [return: NotNullIfNotNull(nameof(moment))]
    internal static DateTimeOffset? ToOffset(DateTime? moment) => moment is { } given ? new DateTimeOffset(given) : null;
}
