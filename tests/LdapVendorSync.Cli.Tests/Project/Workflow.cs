using YamlDotNet.RepresentationModel;

namespace LdapVendorSync.Cli.Tests.Project;

/// <summary>A step of a workflow that runs a script, or of an action of this repository.</summary>
internal sealed record WorkflowStep(string File, string Shell, string Script);

/// <summary>A job of a workflow: its permissions as <c>name: access</c>, and whether it is one of another workflow.</summary>
internal sealed record WorkflowJob(string Name, YamlMappingNode Node)
{
    /// <summary>What the job may do with the repository, by the workflow's own name for it.</summary>
    public IReadOnlyList<string> Permissions => Workflow.Permissions(Node) ?? [];

    /// <summary>Whether it runs another workflow instead of steps.</summary>
    public bool IsCall => Node.Children.ContainsKey("uses");

    /// <summary>All that is written in it.</summary>
    public string Text => string.Concat(Node.AllNodes.OfType<YamlScalarNode>().Select(scalar => scalar.Value + "\n"));
}

/// <summary>A file below .github, read as what GitHub takes it for.</summary>
internal sealed class Workflow(string path)
{
    private readonly Lazy<YamlMappingNode> _root = new(() => Read(path));

    /// <summary>Every file of YAML below .github, relative to the repository.</summary>
    public static IEnumerable<string> AllFiles =>
        Directory.EnumerateFiles(Path.Combine(Repository.Folder, ".github"), "*.yml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The root of the document.</summary>
    public YamlMappingNode Root => _root.Value;

    /// <summary>The jobs, in the order of the file.</summary>
    public IEnumerable<WorkflowJob> Jobs =>
        ((YamlMappingNode)Root["jobs"]).Children.Select(job => new WorkflowJob(job.Key.ToString(), (YamlMappingNode)job.Value));

    /// <summary>Every step that runs a script.</summary>
    public IEnumerable<WorkflowStep> Steps =>
        Root.AllNodes.OfType<YamlMappingNode>()
            .Where(node => node.Children.ContainsKey("run"))
            .Select(node => new WorkflowStep(path, node["shell"].ToString(), node["run"].ToString()));

    /// <summary>The permissions that a workflow or job asks for; null where it asks for none and gets the default.</summary>
    public static IReadOnlyList<string>? Permissions(YamlMappingNode node) =>
        node.Children.TryGetValue("permissions", out var permissions)
            ? [.. ((YamlMappingNode)permissions).Children.Select(entry => $"{entry.Key}: {entry.Value}")]
            : null;

    private static YamlMappingNode Read(string path)
    {
        using var reader = File.OpenText(Path.Combine(Repository.Folder, path));
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents.ShouldHaveSingleItem().RootNode;
    }
}
