using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.Core.Tests.Scheduling;

/// <summary>Tasks to compose.</summary>
internal static class Tasks
{
    private static readonly string[] Pieces =
    [
        " ", "'", "\"", "\\", "%", "$", "$$", "%%", "${HOME}", "$(id)", "`id`", "%i", "%h", "ü", "ß", "’", "‘", "語", "😀", ";", "&", "|", "<", ">",
        "\\\"", "\\\\", "#", "!", "*", "?", "~", "(", ")", "{", "}", "[", "]", "-", "=", ",", "@", "/", "a", "B7", "\\x41", "\\n", "%PATH%", "$(Arg0)",
    ];

    /// <summary>Names and paths with everything that some scheduler or shell treats in a way of its own.</summary>
    public static Gen<string> Text { get; } =
        Gen.Elements(Pieces).NonEmptyListOf().Select(pieces => string.Concat(pieces.Take(8)));

    public static SyncTask Of(string text) => Sample with
    {
        ConfigPath = $"/etc/{text}/config.yaml",
        EnvironmentFile = $"/etc/{text}.env",
        Vendors = [text, "Wiki"],
        Groups = [text],
        ModuleRoot = $"/usr/share/{text}/Modules",
    };

    public static SyncTask Sample { get; } = new()
    {
        Name = "nightly",
        Schedule = TaskSchedule.Every(TimeSpan.FromMinutes(15)),
        ConfigPath = "/etc/ldap-vendor-sync/config.yaml",
        PowerShell = "/usr/bin/pwsh",
        ModuleRoot = "/usr/local/share/powershell/Modules",
    };
}
