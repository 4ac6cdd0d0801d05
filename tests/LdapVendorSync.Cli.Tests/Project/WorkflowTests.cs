using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LdapVendorSync.Cli.Tests.Project;

/// <summary>GitHub runs the workflows elsewhere; here is held what can be known of them before.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Files => new(Workflow.AllFiles);

    public static TheoryData<string> Workflows => new(Workflow.AllFiles.Where(file => file.Contains("/workflows/", StringComparison.Ordinal)));

    public static TheoryData<string> Scripted => new(Workflow.AllFiles.Where(file => file.Contains("/workflows/", StringComparison.Ordinal)
        || file.Contains("/actions/", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Files))]
    public void File_of_GitHub_is_YAML(string file) => new Workflow(file).Root.Children.ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Scripted))]
    public void Action_of_others_is_pinned_to_a_commit_with_its_version(string file)
    {
        foreach (var line in File.ReadLines(Path.Combine(Repository.Folder, file)).Where(line => Uses().IsMatch(line)))
        {
            var action = Uses().Match(line).Groups["action"].Value;
            if (!action.StartsWith("./", StringComparison.Ordinal))
                line.ShouldMatch("@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+$");
            else
                Path.Exists(Path.Combine(Repository.Folder, action)).ShouldBeTrue(action);
        }
    }

    [Theory]
    [MemberData(nameof(Scripted))]
    public void Script_that_a_step_calls_exists(string file)
    {
        foreach (var step in new Workflow(file).Steps)
        {
            foreach (Match script in Script().Matches(step.Script))
                File.Exists(Path.Combine(Repository.Folder, script.Value)).ShouldBeTrue(script.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Scripted))]
    public void Task_of_the_build_that_a_step_asks_for_exists(string file)
    {
        var tasks = TaskSet().Match(File.ReadAllText(Path.Combine(Repository.Folder, "build.ps1"))).Groups["tasks"].Value;

        foreach (var step in new Workflow(file).Steps)
        {
            foreach (Match task in BuildTask().Matches(step.Script))
                tasks.ShouldContain($"'{task.Groups["task"].Value}'");
        }
    }

    [Theory]
    [MemberData(nameof(Scripted))]
    public void Step_takes_nothing_into_its_script_that_others_write(string file)
    {
        // A branch may be named `$(curl …)`: an expression would put it into the script, a variable does not.
        foreach (var step in new Workflow(file).Steps)
            step.Script.ShouldNotContain("${{");
    }

    [SkippableTheory]
    [MemberData(nameof(Scripted))]
    public void Script_of_a_step_is_one_that_bash_can_read(string file)
    {
        Skip.If(OperatingSystem.IsWindows(), "bash of Windows is that of WSL, or not there");
        foreach (var step in new Workflow(file).Steps.Where(step => step.Shell == "bash"))
        {
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-n", "-c", step.Script]) { RedirectStandardError = true })!;
            bash.StandardError.ReadToEnd().ShouldBeEmpty();
            bash.WaitForExit();
            bash.ExitCode.ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_may_write_only_where_a_release_needs_it(string file)
    {
        var workflow = new Workflow(file);
        var granted = workflow.Jobs.SelectMany(job => job.Permissions.Where(IsWrite).Select(permission => $"{job.Name} {permission}"));

        Workflow.Permissions(workflow.Root).ShouldNotBeNull().Where(IsWrite).ShouldBeEmpty();
        granted.ShouldBe(file.EndsWith("release.yml", StringComparison.Ordinal)
            ? ["package id-token: write", "package attestations: write", "github contents: write"]
            : []);

        static bool IsWrite(string permission) => permission.EndsWith(": write", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Job_ends_by_itself_and_sees_a_secret_only_behind_an_approval(string file)
    {
        foreach (var job in new Workflow(file).Jobs)
        {
            job.Node.Children.ContainsKey("timeout-minutes").ShouldBe(!job.IsCall, job.Name);
            if (job.Text.Contains("secrets.", StringComparison.Ordinal))
                job.Node.Children.ShouldContainKey("environment", job.Name);
        }
    }

    [Fact]
    public void Dependencies_are_watched_where_they_are()
    {
        var updates = (YamlSequenceNode)new Workflow(".github/dependabot.yml").Root["updates"];

        updates.Select(update => update["package-ecosystem"].ToString()).ShouldBe(["nuget", "npm", "github-actions"]);
        foreach (var folder in updates.SelectMany(Folders))
            Directory.Exists(Path.Combine(Repository.Folder, folder.TrimStart('/'))).ShouldBeTrue(folder);

        static IEnumerable<string> Folders(YamlNode update) => ((YamlMappingNode)update).Children.TryGetValue("directories", out var several)
            ? ((YamlSequenceNode)several).Select(folder => folder.ToString())
            : [update["directory"].ToString()];
    }

    [GeneratedRegex(@"^\s*(?:- )?uses:\s+(?<action>\S+)")]
    private static partial Regex Uses();

    [GeneratedRegex(@"(?<![\w/.$-])(?:\./)?(?:[\w-]+/)*[\w-]+\.(?:ps1|sh)\b")]
    private static partial Regex Script();

    [GeneratedRegex(@"build\.ps1 (?<task>\w+)")]
    private static partial Regex BuildTask();

    [GeneratedRegex(@"\[ValidateSet\((?<tasks>'Build'[^)]*)\)\]")]
    private static partial Regex TaskSet();
}
