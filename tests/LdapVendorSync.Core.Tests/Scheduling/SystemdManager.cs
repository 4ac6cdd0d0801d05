using System.Text;

namespace LdapVendorSync.Core.Tests.Scheduling;

/// <summary>systemd itself, which in its test mode loads units, prints what it understood, and starts nothing.</summary>
internal static class SystemdManager
{
    private const string Program = "/lib/systemd/systemd";
    private const string Label = "Command Line: ";

    // It refuses to be tried as root.
    private const string Nobody = "65534";

    public static string? MissingReason { get; } = !File.Exists(Program) ? $"{Program} is not installed (Debian: apt-get install systemd)."
        : !Programs.IsThere("setpriv") ? "setpriv is not installed (Debian: apt-get install util-linux)."
        : null;

    /// <summary>The commands of a service, as they will be started.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> ReadCommands(string service)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-units-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "tried.service"), service);
            Directory.CreateDirectory(Path.Combine(folder, "run"));
            Programs.Run("chmod", "-R", "a+rwX", folder);
            string[] manager =
            [
                "env", $"XDG_RUNTIME_DIR={folder}/run", $"HOME={folder}/run", $"SYSTEMD_UNIT_PATH={folder}:", Program, "--test", "--user",
                "--unit=tried.service",
            ];
            string[] unprivileged = Environment.IsPrivilegedProcess ? [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"] : [];
            var (_, output) = Programs.Run("setpriv", [.. unprivileged, .. manager]);
            var unit = output.Split("-> Unit ").Single(part => part.StartsWith("tried.service:", StringComparison.Ordinal));
            return [.. unit.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(Label, StringComparison.Ordinal)).Select(Read)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // It prints commands quoted for a shell, before variables are expanded: $$ becomes $ when the program is started.
    private static IReadOnlyList<string> Read(string line)
    {
        var (_, words) = Programs.Run("/bin/sh", "-c", $"printf '%s\\0' {line[Label.Length..]}");
        return [.. words.Split('\0')[..^1].Select(Expand)];
    }

    private static string Expand(string word)
    {
        var text = new StringBuilder();
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '$')
                (i + 1 < word.Length && word[i + 1] == '$').ShouldBeTrue($"a variable would be expanded in {word}");
            text.Append(word[i]);
            i += word[i] == '$' ? 1 : 0;
        }

        return text.ToString();
    }
}
