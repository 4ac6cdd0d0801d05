using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>A scheduled sync: what runs, when, and as whom. It holds no secret; the entry of a scheduler is marked with it.</summary>
public sealed record SyncTask
{
    /// <summary>The name, unique for its scheduler; see <see cref="TaskName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>When it runs.</summary>
    public required TaskSchedule Schedule { get; init; }

    /// <summary>The absolute path of the configuration.</summary>
    public required string ConfigPath { get; init; }

    /// <summary>The absolute path of the <c>.env</c> file, or <see langword="null"/>.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Only these vendors; empty for all.</summary>
    public IReadOnlyList<string> Vendors { get; init; } = [];

    /// <summary>Only mappings of these groups; empty for all.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether nothing is written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether every group is read, also those known not to have changed.</summary>
    public bool Full { get; init; }

    /// <summary>As whom it runs.</summary>
    public TaskAccount Account { get; init; } = new(TaskAccountKind.Current, null);

    /// <summary>How long a run may take before the scheduler ends it.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The absolute path of PowerShell.</summary>
    public required string PowerShell { get; init; }

    /// <summary>The folder that holds the module's folder, with or without folders of versions in it.</summary>
    public required string ModuleRoot { get; init; }

    /// <summary>Folders that a run writes to, besides what the account may write to anyway.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> WritableFolders { get; init; } = [];
}

/// <summary>As whom a task runs.</summary>
public enum TaskAccountKind
{
    /// <summary>As whoever registers it.</summary>
    Current,

    /// <summary>As an account, without its password.</summary>
    User,

    /// <summary>As an account whose password the scheduler of Windows keeps.</summary>
    Password,

    /// <summary>As a group managed service account, whose password the domain keeps.</summary>
    GroupManagedServiceAccount,
}

/// <summary>An account.</summary>
/// <param name="Kind">How it logs on.</param>
/// <param name="Name">Its name; <see langword="null"/> for <see cref="TaskAccountKind.Current"/>.</param>
public sealed record TaskAccount(TaskAccountKind Kind, string? Name)
{
    /// <summary>The account by its name.</summary>
    public override string ToString() => Name ?? Environment.UserName;
}
