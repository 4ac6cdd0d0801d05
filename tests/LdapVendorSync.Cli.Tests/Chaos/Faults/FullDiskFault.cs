using LdapVendorSync.Fixtures.Processes;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>The disk of the state, or that of the log, is full after a few more bytes: a small file system of its own.</summary>
internal sealed class FullDiskFault(bool isLog, int freeKilobytes) : ChaosFault
{
    // Puts a small disk in the place of a folder, for this process and its children, and brings back what is on it in the end.
    private const string Script = """
        folder=$1; free=$2; shift 2
        size=$(( $(du -sk "$folder" | cut -f1) + free ))
        aside=$(mktemp -d) && mkdir "$aside/disk" "$aside/folder" || exit 99
        mount --bind "$folder" "$aside/folder" && mount -t tmpfs -o "size=${size}k,mode=700" tmpfs "$aside/disk" || exit 99
        cp -a "$folder/." "$aside/disk/" || exit 99
        mount --bind "$aside/disk" "$folder" || exit 99
        "$@"; status=$?
        find "$aside/folder" -mindepth 1 -delete
        cp -a "$aside/disk/." "$aside/folder/" || status=99
        umount "$folder" "$aside/disk" "$aside/folder" && rm -r "$aside"
        exit $status
        """;

    private static readonly Lazy<Task<string?>> Missing = new(FindMissingReasonAsync);

    /// <inheritdoc />
    public override bool NeedsProcess => true;

    // A folder that cannot be used is a matter of the configuration (2); without a journal nothing is written (1), without a log it is.
    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = isLog ? [0, 2] : [0, 1, 2, 4];

    /// <summary>One of the disks, with some room left.</summary>
    public static ChaosFault Create(Random random, ChaosWorld world) =>
        new FullDiskFault(random.Next(3) == 0, random.Next(3) == 0 ? random.Next(8) : random.Next(400));

    /// <summary>Why no small disk can be made here; <see langword="null"/> if one can.</summary>
    public static Task<string?> MissingReasonAsync() => Missing.Value;

    /// <inheritdoc />
    public override async Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        var folder = isLog ? world.LogFolder : world.StateFolder;
        Directory.CreateDirectory(folder);
        Strike();
        return await world.RunAsync(settings with
        {
            Launcher = ["unshare", "--mount", "sh", "-c", Script, "sh", folder, $"{freeKilobytes}"],
        });
    }

    /// <inheritdoc />
    public override string ToString() => $"{(isLog ? "log" : "state")} disk full after {freeKilobytes} KB";

    private static async Task<string?> FindMissingReasonAsync()
    {
        if (!OperatingSystem.IsLinux())
            return "a small disk needs Linux";
        try
        {
            await Tool.RunAsync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"mounting a small disk is not permitted here: {error.Message.Trim()}";
        }
    }
}
