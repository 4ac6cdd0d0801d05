using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.Core.Tests.Scheduling;

/// <summary>What a scheduler starts is what was meant, whatever stands in paths and names.</summary>
public sealed class TaskCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-task-").FullName;

    [Fact]
    public void The_command_names_no_version_and_ends_with_the_exit_code()
    {
        var command = TaskCommand.Compose(Tasks.Sample with { DryRun = true, Full = true, Vendors = ["Wiki", "O'Hara"] });

        command.Take(4).ShouldBe(["/usr/bin/pwsh", "-NoProfile", "-NonInteractive", "-Command"]);
        command[4].ShouldBe(
            "$env:PSModulePath = '/usr/local/share/powershell/Modules' + [IO.Path]::PathSeparator + $env:PSModulePath; "
            + "$module = Import-Module LdapVendorSync -PassThru -ErrorAction Stop; "
            + "& (Join-Path $module.ModuleBase 'Invoke-LdapVendorSync.ps1') -ConfigPath '/etc/ldap-vendor-sync/config.yaml' "
            + "-Vendor 'Wiki', 'O''Hara' -DryRun -Full; exit ($LASTEXITCODE ?? 1)");
    }

    [Theory]
    [InlineData("it's", "", "'it''s'")]
    [InlineData("it’s", "", "'it’’s'")]
    [InlineData("a%b\\c", "%\\", "('a' + [char]37 + 'b' + [char]92 + 'c')")]
    [InlineData("$HOME `id`", "", "'$HOME `id`'")]
    public void A_text_is_quoted_for_PowerShell(string text, string spared, string quoted) => TaskCommand.Quote(text, spared).ShouldBe(quoted);

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u0085b")]
    public void A_text_that_no_scheduler_can_keep_is_refused(string text) =>
        Should.Throw<SchedulingException>(() => TaskCommand.Compose(Tasks.Of(text))).Failure.ShouldBe(SchedulingFailure.ValueUnusable);

    [Fact]
    public void Half_a_character_is_refused() => A_text_that_no_scheduler_can_keep_is_refused("a" + (char)0xD800 + "b");

    [Theory]
    [InlineData("/x/LdapVendorSync", "/x")]
    [InlineData("/x/LdapVendorSync/0.2.0", "/x")]
    [InlineData("/x/LdapVendorSync/0.2.0/", "/x")]
    [InlineData("/x/ldapvendorsync/1.0", "/x")]
    public void The_root_of_the_module_is_above_its_versions(string folder, string root) =>
        TaskCommand.FindModuleRoot(folder).ShouldBe(Path.GetFullPath(root));

    [Fact]
    public void A_module_in_a_folder_of_another_name_is_refused() =>
        Should.Throw<SchedulingException>(() => TaskCommand.FindModuleRoot("/x/checkout/0.1.0")).Message.ShouldContain("checkout");

    [Fact]
    public void Windows_reads_the_arguments_back() =>
        Prop.ForAll(Arb.From(Tasks.Text), text =>
        {
            var task = Tasks.Of(text);
            var line = XDocument.Parse(TaskSchedulerXml.Compose(task)).Descendants().Single(element => element.Name.LocalName == "Arguments").Value;
            WindowsArguments.Split(line).ShouldBe(TaskCommand.Compose(task, "%$").Skip(1));
            line.ShouldNotContain('%', "variables are expanded");
            line.ShouldNotContain("$(Arg", Case.Sensitive, "arguments are expanded");
        }).QuickCheckThrowOnFailure();

    [SkippableFact]
    public void The_shell_of_cron_reads_the_arguments_back()
    {
        Skip.IfNot(File.Exists("/bin/sh"), Programs.NoShell);
        var program = WriteProgram("pwsh", "#!/bin/sh\nprintf '%s\\0' \"$@\" >\"$0.arguments\"\n");

        Prop.ForAll(Arb.From(Tasks.Text), text =>
        {
            var task = Tasks.Of(text) with { PowerShell = program };
            var command = CronTable.Command(task);
            command.AsSpan().ContainsAny(CronTable.Spared).ShouldBeFalse(command);
            Programs.Run("/bin/sh", "-c", command).ShouldBe((0, string.Empty));
            File.ReadAllText(program + ".arguments").Split('\0')[..^1].ShouldBe(TaskCommand.Compose(task, CronTable.Spared).Skip(1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [SkippableFact]
    public void Cron_is_told_what_a_failed_run_said_and_nothing_of_others()
    {
        Skip.IfNot(File.Exists("/bin/sh"), Programs.NoShell);
        var failing = CronTable.Command(Tasks.Sample with { PowerShell = WriteProgram("failing", "#!/bin/sh\necho held; echo why >&2; exit 5\n") });
        var working = CronTable.Command(Tasks.Sample with { PowerShell = WriteProgram("working", "#!/bin/sh\necho done\n") });

        Programs.Run("/bin/sh", "-c", failing).ShouldBe((5, "held\nwhy\nTask nightly ended with 5\n"));
        Programs.Run("/bin/sh", "-c", working).ShouldBe((0, string.Empty));
    }

    [Fact]
    public void A_command_that_cron_would_cut_off_is_refused()
    {
        var task = Tasks.Sample with { ConfigPath = "/" + new string('ü', 400) };

        Should.Throw<SchedulingException>(() => CronTable.Block(task, "sync")).Message.ShouldContain("systemd");
    }

    [SkippableFact]
    public void Systemd_reads_the_arguments_back()
    {
        var reason = SystemdManager.MissingReason;
        Skip.If(reason is not null, reason);
        var tasks = Gen.Sample(Tasks.Text, 60).Select(Tasks.Of).ToArray();
        var lines = tasks.Select(task => SystemdUnits.Service(task, isSystem: false).Split('\n').Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)));

        var commands = SystemdManager.ReadCommands($"[Service]\nType=oneshot\n{string.Join('\n', lines)}\n");

        commands.Count.ShouldBe(tasks.Length);
        for (var i = 0; i < tasks.Length; i++)
            commands[i].ShouldBe(TaskCommand.Compose(tasks[i] with { PowerShell = "/usr/bin/pwsh" }));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string WriteProgram(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        Programs.Run("chmod", "700", path);
        return path;
    }
}
