using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Presets;
using LdapVendorSync.Core.Configuration.Validation;
using LdapVendorSync.Core.Configuration.Variables;
using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// Loads a configuration: file or content, then variables in its values, then <c>LVS__</c> overrides, then presets and inheritance, then
/// records, then what only the whole can tell. Never stops at the first problem.
/// </summary>
public static class ConfigurationLoader
{
    private const string StateDirectoryKey = "state_dir";

    /// <summary>Loads. Does not connect anywhere and fetches no secret that has to be fetched.</summary>
    /// <param name="options">Where from.</param>
    /// <returns>The configuration, or everything that is wrong with it.</returns>
    public static ConfigurationResult Load(ConfigurationLoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<ConfigurationProblem>();
        var redactor = new SecretRedactor();
        var variables = options.DotEnvFile is { } file ? DotEnvFile.Read(Path.GetFullPath(file, options.CurrentDirectory), problems) : [];
        var environment = new AskedEnvironment(DotEnvFile.Merge(options.Environment, variables));

        var path = options.Content is null ? ConfigurationLocator.Find(options.Path, environment, options.CurrentDirectory) : null;
        var root = options.Content is { } content
            ? ContentTreeReader.Read(content, redactor, problems)
            : ReadRoot(path, options.Text, environment, problems);
        var configuration = root is null ? null : Bind(root, path, environment, variables, options, problems, redactor);

        var ordered = Present(problems, redactor);
        var failed = ordered.Any(problem => problem.Severity == ConfigurationSeverity.Error);
        return new ConfigurationResult(failed ? null : configuration, ordered, redactor);
    }

    private static SyncConfiguration Bind(
        MappingNode root,
        string? path,
        AskedEnvironment environment,
        IReadOnlyList<DotEnvVariable> dotEnvFile,
        ConfigurationLoadOptions options,
        List<ConfigurationProblem> problems,
        SecretRedactor redactor)
    {
        var expander = new VariableExpander(environment, problems);
        expander.Expand(root);
        new OktaGrafanaShorthand(root, environment, problems).Apply();
        var missing = environment.Missing;
        OverrideApplier.Apply(root, environment, problems);
        var baseDirectory = path is null ? options.CurrentDirectory : Path.GetDirectoryName(path)!;
        var inheritance = new InheritanceResolver(root, new PresetResolver(baseDirectory, expander, problems), problems);
        inheritance.Apply();

        var plugins = PluginKey.Load(root, baseDirectory, options, problems);
        var secrets = new SecretReader(redactor, options.Vault, baseDirectory)
        {
            Missing = options.AllowMissingSecrets ? new MissingSecrets(expander, problems) : null,
        };
        var context = new BindingContext
        {
            BaseDirectory = baseDirectory,
            Providers = plugins.Providers,
            LacksPlugins = plugins.HasFailed,
            VendorsAlone = options.VendorsAlone,
            Secrets = secrets,
            PlainNames = new PlainNames(environment, secrets, inheritance.SoleSources),
            Problems = problems,
        };
        var bound = (SyncConfiguration)new SettingsBinder(context).Bind(typeof(SyncConfiguration), root);
        var validation = new ValidationContext(bound, context);
        ConfigurationValidator.Validate(validation);
        DropFollowUps(problems, expander.Failures);
        problems.AddRange(MisspeltVariables.Find(dotEnvFile, environment, missing));
        var loaded = bound with
        {
            FilePath = path,
            BaseDirectory = baseDirectory,
            IsStateBelowLocation = path is null && root.Find(StateDirectoryKey) is null,
            Redactor = redactor,
            Origin = options,
            Vendors = [.. bound.Vendors.Select(vendor => WithProviderDefaults(vendor) with { DryRun = vendor.DryRun || bound.DryRun })],
        };
        return loaded with { AsLoaded = loaded };
    }

    // A provider knows what its accounts have; what the configuration says anywhere wins as a whole.
    private static VendorSettings WithProviderDefaults(VendorSettings vendor)
    {
        var defaults = (vendor.ProviderSettings as IProviderSettings)?.DefaultAttributes;
        if (defaults is null or { Count: 0 })
            return vendor;
        return vendor with
        {
            Attributes = vendor.Attributes.Count > 0 ? vendor.Attributes : defaults,
            Groups = [.. vendor.Groups.Select(mapping => mapping.Attributes.Count > 0 ? mapping : mapping with { Attributes = defaults })],
        };
    }

    // A value that could not be filled in is empty only for that reason: one mistake is one problem.
    private static void DropFollowUps(List<ConfigurationProblem> problems, List<ConfigurationProblem> failures)
    {
        var keys = failures.Select(failure => failure.Key).ToHashSet(StringComparer.Ordinal);
        problems.RemoveAll(problem => (keys.Contains(problem.Key) || keys.Contains(problem.Key + SecretReader.FileSuffix))
            && !failures.Contains(problem));
    }

    // An inherited value is bound once for each heir, but is wrong once. And what a message quotes may be a secret in the wrong place.
    private static ConfigurationProblem[] Present(List<ConfigurationProblem> problems, SecretRedactor redactor) =>
    [
        .. problems
            .Select(problem => problem with { Message = redactor.Redact(problem.Message), Hint = Redact(problem.Hint, redactor) })
            .Distinct()
            .OrderBy(problem => problem.Line)
            .ThenBy(problem => problem.Column),
    ];

    private static string? Redact(string? text, SecretRedactor redactor) => text is null ? null : redactor.Redact(text);

    private static MappingNode? ReadRoot(string? path, string? text, AskedEnvironment environment, List<ConfigurationProblem> problems)
    {
        if (path is not null)
            return text is null ? ConfigurationFile.Read(path, problems) : ConfigurationFile.Parse(text, path, problems);
        if (environment.Keys.Any(name => name.StartsWith(OverrideApplier.Prefix, StringComparison.OrdinalIgnoreCase)))
            return new MappingNode(new ConfigurationPosition("environment", 0, 0), string.Empty);

        problems.Add(new(
            ConfigurationSeverity.Error,
            ConfigurationPosition.None,
            string.Empty,
            "There is no configuration.",
            $"Name a file, set {ConfigurationLocator.Variables[0]}, or put {ConfigurationLocator.DefaultFile} into the current folder."));
        return null;
    }
}
