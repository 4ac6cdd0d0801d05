using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Cli.Tests;

/// <summary>What a run leaves on disk: who can read it, what can be read in it, how it is taken out again.</summary>
public sealed class PersonalDataTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [SkippableTheory]
    [UnsupportedOSPlatform("windows")]
    [InlineData("0000")]
    [InlineData("0022")]
    public async Task Every_file_of_a_run_is_its_owners_alone_whatever_the_umask(string umask)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        var before = AllFiles();
        var plan = Path.Combine(_quickstart.Folder, "plans", "plan.json");

        await RunUnderUmaskAsync(umask, $"plan --out {plan}");
        await RunUnderUmaskAsync(umask, $"sync --plan {plan} --report {Path.Combine(_quickstart.Folder, "reports")}");

        var written = AllFiles().Except(before).ToList();
        foreach (var expected in new[] { "history.db", "plan.json", ".log", ".html", ".lock" })
            written.ShouldContain(file => file.EndsWith(expected, StringComparison.Ordinal), expected);
        written.Where(file => File.GetUnixFileMode(file) != (UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBeEmpty();
        written.Select(file => Path.GetDirectoryName(file)!)
            .Distinct()
            .Where(folder => File.GetUnixFileMode(folder) != (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute))
            .ShouldBeEmpty();
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_that_others_could_read_are_closed_by_the_next_run()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var state = Directory.GetFiles(Path.Combine(_quickstart.Folder, "state"), "*", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(_quickstart.Folder, "logs")))
            .ToList();
        foreach (var file in state)
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherRead | UnixFileMode.GroupRead);

        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        state.Where(file => File.GetUnixFileMode(file) != (UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_encrypted_history_works_for_every_verb_and_names_nobody()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        StateText().ShouldContain("dnowak");
        EncryptWith(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        Quickstart.Edit(_quickstart.DirectoryFile, ldif => ldif.Replace("\nsn: Nowak\n", "\nsn: Nowak-Rossi\n", StringComparison.Ordinal));
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        StateText().ShouldNotContain("dnowak");
        StateText().ShouldNotContain("Nowak-Rossi");
        (await _quickstart.RunAsync("show", "--output", "json")).ShouldExitWith(0).Output.ShouldContain("Nowak-Rossi");
        (await _quickstart.RunAsync("history", "--output", "csv")).ShouldExitWith(0).Output.ShouldContain(Environment.UserName);
        (await _quickstart.RunAsync("report")).ShouldExitWith(0);
        (await _quickstart.RunAsync("plan", "--exit-code")).ShouldExitWith(0);
    }

    [Fact]
    public async Task Without_its_key_an_encrypted_history_ends_the_run_before_anything_is_read()
    {
        EncryptWith(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var before = await File.ReadAllBytesAsync(Path.Combine(_quickstart.Folder, "state", "history.db"));

        Quickstart.Edit(_quickstart.Configuration, yaml => yaml[(yaml.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        foreach (var verb in new[] { "sync", "plan", "history", "show" })
            (await _quickstart.RunAsync(verb)).ShouldExitWith(2).ShouldSay("history.encryption_key");
        EncryptWith(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        (await _quickstart.RunAsync("sync")).ShouldExitWith(2).ShouldSay("another key");

        (await File.ReadAllBytesAsync(Path.Combine(_quickstart.Folder, "state", "history.db"))).ShouldBe(before);
    }

    [Fact]
    public async Task A_key_that_is_none_is_told_with_its_place_and_not_shown()
    {
        EncryptWith("correct horse battery staple");

        var result = (await _quickstart.RunAsync("check")).ShouldExitWith(2);

        result.Error.ShouldContain("sync.yaml:1:");
        result.Error.ShouldContain("openssl rand -base64 32");
        result.Error.ShouldNotContain("battery");
    }

    [Fact]
    public async Task A_person_is_purged_and_the_next_run_removes_nobody()
    {
        (await _quickstart.RunAsync("sync", "--report", Path.Combine(_quickstart.Folder, "reports"))).ShouldExitWith(0);
        var members = await _quickstart.MembersOfAsync("Wiki", "developers");

        var purge = (await _quickstart.RunAsync("history", "purge", "--person", "dnowak", "--output", "json")).ShouldExitWith(0).Json;

        purge.GetProperty("erased").GetProperty("links").GetInt32().ShouldBeGreaterThan(0);
        purge.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).ShouldContain(file => file.EndsWith(".html", StringComparison.Ordinal));
        StateText().ShouldNotContain("dnowak");
        var next = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0).Json;
        next.GetProperty("totals").GetProperty("removed").GetInt32().ShouldBe(0);
        next.GetProperty("totals").GetProperty("added").GetInt32().ShouldBe(0);
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldBe(members);
    }

    [Fact]
    public async Task Whom_nobody_knows_is_no_failure_and_says_so()
    {
        (await _quickstart.RunAsync("history", "purge", "--person", "nobody")).ShouldExitWith(0).Output.ShouldContain("knows nobody");
        (await _quickstart.RunAsync("history", "purge")).ShouldExitWith(2).Error.ShouldContain("--person");
        File.Exists(Path.Combine(_quickstart.Folder, "state", "history.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_person_whom_only_the_link_recognises_is_not_purged_and_keeps_their_access()
    {
        Quickstart.Edit(_quickstart.Configuration, yaml => $"update_users: false\n{yaml}");
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        await RenameAsync("dnowak", "dominik");
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var members = await _quickstart.MembersOfAsync("Wiki", "developers");
        members.ShouldContain("dominik");

        (await _quickstart.RunAsync("history", "purge", "--person", "dnowak", "--dry-run")).ShouldExitWith(5).Error.ShouldContain("link alone");
        (await _quickstart.RunAsync("history", "purge", "--person", "dominik")).ShouldExitWith(5).Error.ShouldContain("'dominik'");

        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldBe(members);

        await RenameAsync("dominik", "dnowak");
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        (await _quickstart.RunAsync("history", "purge", "--person", "dnowak")).ShouldExitWith(0);
    }

    [Fact]
    public async Task Somebody_who_is_protected_by_their_name_in_the_directory_is_not_purged_before_the_account_is_protected_too()
    {
        const string Entry = "uid=dnowak,ou=people,dc=nordwind,dc=example";
        Quickstart.Edit(_quickstart.Configuration, yaml => $"update_users: false\nprotected_users: [\"{Entry}\"]\n{yaml}");
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        await RenameAsync("dnowak", "dominik");
        Quickstart.Edit(_quickstart.DirectoryFile, ldif => ldif.Replace($"member: {Entry}\n", "", StringComparison.Ordinal));
        (await _quickstart.RunAsync("sync", "--allow-removals")).ShouldExitWith(5);

        (await _quickstart.RunAsync("history", "purge", "--person", "dnowak")).ShouldExitWith(5).Error.ShouldContain("Add what the vendor calls them, 'dominik'");
        Quickstart.Edit(_quickstart.Configuration, yaml => yaml.Replace($"\"{Entry}\"", $"\"{Entry}\", dominik, dnowak", StringComparison.Ordinal));
        (await _quickstart.RunAsync("history", "purge", "--person", "dnowak")).ShouldExitWith(0);

        await _quickstart.RunAsync("sync", "--allow-removals");
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldContain("dominik");
    }

    [Fact]
    public async Task A_purge_waits_for_no_run_of_another_configuration_that_shares_the_history()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var history = Path.Combine(_quickstart.Folder, "state", "history.db");

        // Every process that works with the history holds this file so.
        await using (new FileStream(history + ".lock", FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            (await _quickstart.RunAsync("history", "purge", "--person", "dnowak", "--dry-run")).ShouldExitWith(0);
            (await _quickstart.RunAsync("history", "purge", "--person", "dnowak")).ShouldExitWith(6).Error.ShouldContain("Another run");
            (await _quickstart.RunAsync("history", "purge", "--profile-data")).ShouldExitWith(6);
        }

        (await _quickstart.RunAsync("history", "purge", "--person", "dnowak")).ShouldExitWith(0);
        StateText().ShouldNotContain("dnowak");
    }

    private async Task RenameAsync(string from, string to)
    {
        await using var wiki = new SqliteConnection($"Data Source={Path.Combine(_quickstart.Folder, "data", "wiki.db")};Pooling=False");
        await wiki.OpenAsync();
        await using var rename = wiki.CreateCommand();
        rename.CommandText = $"UPDATE users SET user_name = '{to}' WHERE user_name = '{from}'";
        (await rename.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private void EncryptWith(string key) =>
        Quickstart.Edit(_quickstart.Configuration, yaml => $"history: {{ encryption_key: \"{key}\" }}\n{yaml}");

    private string StateText() => string.Concat(Directory
        .GetFiles(Path.Combine(_quickstart.Folder, "state"), "*", SearchOption.AllDirectories)
        .Select(file => Encoding.UTF8.GetString(File.ReadAllBytes(file))));

    private List<string> AllFiles() => [.. Directory.GetFiles(_quickstart.Folder, "*", SearchOption.AllDirectories)];

    private async Task RunUnderUmaskAsync(string umask, string arguments)
    {
        var script = $"umask {umask}; exec '{TheCommand.FilePath}' {arguments} --config '{_quickstart.Configuration}'";
        using var process = System.Diagnostics.Process.Start("/bin/sh", ["-c", script]);
        await TheCommand.WaitAsync(process);
        process.ExitCode.ShouldBe(0);
    }
}
