using System.Globalization;
using System.Text;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>The texts of a task's two units: the service that runs once, and the timer that starts it.</summary>
/// <remarks>systemd.service(5), systemd.timer(5), systemd.exec(5), systemd.time(7); quoting by systemd.syntax(7).</remarks>
internal static class SystemdUnits
{
    // What mounts and so needs the manager of the machine. No MemoryDenyWriteExecute: .NET compiles at run time. AF_NETLINK: names are
    // resolved with it.
    private static readonly string[] SystemHardening =
    [
        "ProtectSystem=strict",
        "ProtectHome=read-only",
        "PrivateDevices=true",
        "ProtectKernelTunables=true",
        "ProtectKernelModules=true",
        "ProtectKernelLogs=true",
        "ProtectControlGroups=true",
        "ProtectClock=true",
        "ProtectHostname=true",
        "RestrictNamespaces=true",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
        "SystemCallArchitectures=native",
    ];

    private static readonly string[] Hardening =
    [
        "NoNewPrivileges=true",
        "LockPersonality=true",
        "RestrictRealtime=true",
        "RestrictSUIDSGID=true",
        "UMask=0077",
    ];

    /// <summary>The service.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isSystem">Whether it is one of the machine, not of a user.</param>
    public static string Service(SyncTask task, bool isSystem)
    {
        var text = Begin(task, $"LdapVendorSync: {task.Name}")
            .Append("Documentation=man:systemd.service(5)\n");
        if (isSystem)
            text.Append("Wants=network-online.target\nAfter=network-online.target\n");
        text.Append("\n[Service]\nType=oneshot\n");
        if (task.Account.Name is { } user)
            text.Append("User=").Append(EscapeSpecifiers(user)).Append('\n');
        text.Append("ExecStart=")
            .AppendJoin(' ', TaskCommand.Compose(task).Select((argument, index) => Quote(argument, isArgument: index > 0)))
            .Append('\n')
            .Append(CultureInfo.InvariantCulture, $"TimeoutStartSec={task.TimeLimit.TotalSeconds:0}\n")
            .Append("# A run that is told to end by SIGINT finishes the request in flight, and records it.\n")
            .Append("KillSignal=SIGINT\nTimeoutStopSec=30\n")
            .Append("Environment=POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off NO_COLOR=1\n");
        AppendHardening(text, task, isSystem);
        return text.ToString();
    }

    /// <summary>The timer.</summary>
    public static string Timer(SyncTask task)
    {
        var text = Begin(task, $"LdapVendorSync: {task.Name}, {task.Schedule}").Append("\n[Timer]\n");
        foreach (var moment in Calendar(task.Schedule))
            text.Append("OnCalendar=").Append(moment).Append('\n');
        return text
            .Append(CultureInfo.InvariantCulture, $"RandomizedDelaySec={StartDelay.Of(task.Schedule).TotalSeconds:0}\n")
            .Append("AccuracySec=1s\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n")
            .ToString();
    }

    /// <summary>A schedule as calendar events (systemd.time(7)).</summary>
    internal static IEnumerable<string> Calendar(TaskSchedule schedule)
    {
        if (schedule.Interval is { } interval)
        {
            return
            [
                interval < TimeSpan.FromHours(1)
                    ? $"*-*-* *:00/{interval.TotalMinutes:0}:00"
                    : $"*-*-* 00/{interval.TotalHours:0}:00:00",
            ];
        }

        var days = string.Join(',', schedule.Days.Select(day => day.ToString()[..3]));
        return schedule.Times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{days} *-*-* {time:HH:mm}:00").TrimStart());
    }

    /// <summary>A word as systemd reads it back.</summary>
    /// <param name="text">The word.</param>
    /// <param name="isArgument">Whether it is an argument of a command, in which variables are expanded.</param>
    internal static string Quote(string text, bool isArgument)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' or '\\' => $"\\{character}",
                '%' => "%%",
                '$' when isArgument => "$$",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static void AppendHardening(StringBuilder text, SyncTask task, bool isSystem)
    {
        text.Append('\n').AppendJoin('\n', Hardening).Append('\n');
        if (!isSystem)
            return;
        text.AppendJoin('\n', SystemHardening).Append('\n');
        // A run would not find there what it is to read, and would lose what it wrote.
        if (!Paths(task).Any(IsTemporary))
            text.Append("PrivateTmp=true\n");
        if (task.Account.Name is not null and not "root")
            text.Append("CapabilityBoundingSet=\n");
        foreach (var folder in task.WritableFolders)
            text.Append("ReadWritePaths=").Append(Quote(folder, isArgument: false)).Append('\n');
    }

    private static IEnumerable<string> Paths(SyncTask task) =>
        [task.PowerShell, task.ModuleRoot, task.ConfigPath, task.EnvironmentFile ?? string.Empty, .. task.WritableFolders];

    private static bool IsTemporary(string path) =>
        (path + '/').StartsWith("/tmp/", StringComparison.Ordinal) || (path + '/').StartsWith("/var/tmp/", StringComparison.Ordinal);

    private static StringBuilder Begin(SyncTask task, string description) => new StringBuilder()
        .Append("# ").Append(TaskMark.Write(task)).Append('\n')
        .Append("# Register-LdapVendorSyncTask writes this file anew; changes belong into 'systemctl edit'.\n")
        .Append("[Unit]\nDescription=").Append(EscapeSpecifiers(description)).Append('\n');

    private static string EscapeSpecifiers(string text) => text.Replace("%", "%%", StringComparison.Ordinal);
}
