using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Scheduling;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors.Plugins;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Schedules the sync of a configuration.</summary>
[Cmdlet(
    VerbsLifecycle.Register,
    "LdapVendorSyncTask",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = IntervalSet)]
[OutputType(typeof(RegisteredTask))]
public sealed class RegisterLdapVendorSyncTaskCommand : TaskCmdlet
{
    private const string IntervalSet = "Interval";
    private const string DailySet = "Daily";
    private const string WeeklySet = "Weekly";

    /// <summary>The name of the task.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = TaskName.Default;

    /// <summary>The configuration file; where left out, the one that LVS_CONFIG or CONFIG_PATH names, else ./config.yaml.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? ConfigPath { get; set; }

    /// <summary>A .env file whose variables the configuration may use.</summary>
    [Parameter]
    [Alias("EnvFile")]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentFile { get; set; }

    /// <summary>How often it runs, counted from midnight.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IntervalSet)]
    public TimeSpan Interval { get; set; }

    /// <summary>Runs every day.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DailySet)]
    public SwitchParameter Daily { get; set; }

    /// <summary>Runs on some days of the week.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WeeklySet)]
    public SwitchParameter Weekly { get; set; }

    /// <summary>The days of the week.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WeeklySet)]
    [Alias("DaysOfWeek")]
    [ValidateNotNullOrEmpty]
    public DayOfWeek[] DayOfWeek { get; set; } = [];

    /// <summary>The times of the day.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DailySet)]
    [Parameter(Mandatory = true, ParameterSetName = WeeklySet)]
    [ValidateNotNullOrEmpty]
    public DateTime[] At { get; set; } = [];

    /// <summary>Only these vendors.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string[] Vendor { get; set; } = [];

    /// <summary>Only mappings of these source or vendor groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Read, compare and guard, but write nothing.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Read every group, also those that are known not to have changed.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>The account to run as, without a password.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>The account to run as, whose password Task Scheduler keeps.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The group managed service account to run as.</summary>
    [Parameter]
    [Alias("Gmsa")]
    [ValidateNotNullOrEmpty]
    public string? GroupManagedServiceAccount { get; set; }

    /// <summary>How long a run may take.</summary>
    [Parameter]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Whether the task is emitted.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether another task of this name makes room.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var scheduler = Try(() => TaskSchedulers.Get(Scheduler, Scope), Scheduler);
        var (configuration, warnings) = LoadConfiguration();
        var task = Try(() => Describe(configuration), Name);
        var entries = Try(() => scheduler.Compose(task), Name);
        foreach (var warning in warnings.Concat(FindAdvice(task, scheduler)))
            WriteWarning(warning);

        var action = $"Schedule the sync of '{task.ConfigPath}', {task.Schedule}, as {task.Account}: "
            + string.Join(", ", entries.Select(entry => entry.Path));
        if (ShouldProcess($"{action}\n{string.Join('\n', entries.Select(Show))}", $"{action}?", "Register-LdapVendorSyncTask"))
            Register(scheduler, task);
    }

    private static string Show(TaskEntry entry) => $"\n--- {entry.Path}\n{entry.Content}";

    private IReadOnlyList<string> FindAdvice(SyncTask task, ITaskScheduler scheduler)
    {
        IReadOnlyList<string> advice = [];
        var hasTimeLimit = MyInvocation.BoundParameters.ContainsKey(nameof(TimeLimit));
        RunAsync(
            async cancellationToken =>
                advice = await TaskAdvice.FindAsync(task, scheduler, hasTimeLimit, cancellationToken).ConfigureAwait(false),
            Name);
        return advice;
    }

    private void Register(ITaskScheduler scheduler, SyncTask task)
    {
        TaskInstallation? installation = null;
        var password = Credential is null ? null : new Secret(Credential.GetNetworkCredential().Password);
        RunAsync(
            async cancellationToken =>
                installation = await scheduler.RegisterAsync(task, password, Force, cancellationToken).ConfigureAwait(false),
            Name);
        foreach (var warning in installation!.Warnings)
            WriteWarning(warning);
        if (PassThru)
            WriteObject(installation.Task);
    }

    private (SyncConfiguration Configuration, IReadOnlyList<string> Warnings) LoadConfiguration()
    {
        var providers = SessionPlugins.CreateRegistry();
        using var plugins = new PluginLoader(providers, SessionPlugins.Formats);
        var environment = ConfigurationLoadOptions.ProcessEnvironment();
        var folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        try
        {
            return TaskEnvironment.Load(new ConfigurationLoadOptions
            {
                Path = ConfigurationLocator.Find(Resolve(ConfigPath), environment, folder),
                Environment = environment,
                DotEnvFile = Resolve(EnvironmentFile),
                CurrentDirectory = folder,
                Providers = providers.SettingsTypes,
                Plugins = plugins,
                Vault = SecretManagementVault.ReadAsync,
            });
        }
        catch (ConfigurationException error)
        {
            Terminate(error, ConfigPath);
            throw;
        }
    }

    private SyncTask Describe(SyncConfiguration configuration) => new()
    {
        Name = TaskName.Check(Name),
        Schedule = ParameterSetName == IntervalSet
            ? TaskSchedule.Every(Interval)
            : TaskSchedule.Daily(At.Select(TimeOnly.FromDateTime), DayOfWeek),
        ConfigPath = configuration.FilePath ?? throw NoFile(),
        EnvironmentFile = Resolve(EnvironmentFile),
        Vendors = Vendor,
        Groups = Group,
        DryRun = DryRun,
        Full = Full,
        Account = DescribeAccount(),
        TimeLimit = TimeLimit > TimeSpan.Zero ? TimeLimit : throw Unusable($"A time limit of {TimeLimit:c} leaves a run no time."),
        PowerShell = PowerShellProgram.Find(),
        ModuleRoot = TaskCommand.FindModuleRoot(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(GetType().Assembly.Location)!, ".."))),
        WritableFolders = TaskEnvironment.WritableFolders(configuration),
    };

    private TaskAccount DescribeAccount()
    {
        TaskAccount?[] given =
        [
            User is null ? null : new TaskAccount(TaskAccountKind.User, User),
            Credential is null ? null : new TaskAccount(TaskAccountKind.Password, Credential.UserName),
            GroupManagedServiceAccount is null
                ? null
                : new TaskAccount(TaskAccountKind.GroupManagedServiceAccount, GroupManagedServiceAccount),
        ];
        TaskAccount[] accounts = [.. given.OfType<TaskAccount>()];
        if (accounts.Length > 1)
        {
            const string Message = "Of -User, -Credential and -GroupManagedServiceAccount only one can be the account of the task.";
            Terminate(new CommandException(ErrorKinds.ParametersContradict, Message), accounts[0].Name);
        }

        return accounts.Length == 0 ? new TaskAccount(TaskAccountKind.Current, null) : accounts[0];
    }

    private string? Resolve(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    private static SchedulingException NoFile() =>
        Unusable("A task needs a configuration file: it has none of the variables of this session. Name it with -ConfigPath.");

    private static SchedulingException Unusable(string message) => new(SchedulingFailure.ValueUnusable, message);
}
