using System.Globalization;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// <c>okta:</c>, <c>grafana:</c> and <c>sync:</c> at the top level: the short way to say that teams of a Grafana follow groups of an Okta
/// organization, people being recognised by their mail address. Written as the source, vendor and mappings that it stands for, so that
/// every value keeps its place.
/// </summary>
/// <param name="root">The whole configuration.</param>
/// <param name="environment">The environment, whose plain names win here over what the file says.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class OktaGrafanaShorthand(
    MappingNode root, IReadOnlyDictionary<string, string> environment, List<ConfigurationProblem> problems)
{
    private const string Okta = "okta";
    private const string Grafana = "grafana";
    private const string Sync = "sync";
    private const string Placeholder = "https://missing.invalid";
    private const int LeastInterval = 60;

    private static readonly string[] Others = ["sources", "ldap", "vendor_apps"];
    private static readonly string[] NotOfVendors = ["name", "module", "base_url", "groups", "auth"];
    private static readonly string[] NotOfMappings = ["source", "source_group", "ldap_group", "vendor_group"];

    /// <summary>Translates where any of the keys is given.</summary>
    public void Apply()
    {
        if (root.Find(Okta) is null && root.Find(Grafana) is null && root.Find(Sync) is null)
            return;
        var (okta, grafana, sync) = (Take(Okta), Take(Grafana), Take(Sync));
        if (Others.Select(root.Find).FirstOrDefault(entry => entry is not null) is { } other)
        {
            Error(
                other.Position,
                other.Key,
                "'okta', 'grafana' and 'sync' say all of it; this stands beside them.",
                "Keep either those or 'sources' and 'vendor_apps'.");
            return;
        }

        root.Set(Entry("sources", ListOf("sources", Source(okta))));
        root.Set(Entry("vendor_apps", ListOf("vendor_apps", Vendor(grafana, Groups(sync)))));
        root.AddDefault("match_on", "email", root.Position);
        root.AddDefault("create_groups", "true", root.Position);
        root.AddDefault("update_users", "false", root.Position);
        ApplyLog();
    }

    private MappingNode Source(MappingNode okta)
    {
        Check(okta, [.. KeysOf<OktaSourceSettings>().Where(key => key != "name"), "api_token_file"]);
        Require(okta, "domain", "OKTA_DOMAIN");
        if (okta.Find("auth") is null)
            Require(okta, "api_token", "OKTA_API_TOKEN");
        okta.Set(Entry("name", Text(okta, "name", Okta)));
        okta.Set(Entry("type", Text(okta, "type", Okta)));
        return okta;
    }

    private MappingNode Vendor(MappingNode grafana, SequenceNode groups)
    {
        Check(grafana, ["url", "api_key", "api_key_file", .. KeysOf<VendorSettings>().Except(NotOfVendors)]);
        Require(grafana, "url", "GRAFANA_URL");
        Require(grafana, "api_key", "GRAFANA_API_KEY");
        var auth = new MappingNode(grafana.Position, ConfigurationNode.Join(Grafana, "api_key"));
        auth.Entries.Add(Entry("method", Text(auth, "method", "bearer")));
        Move(grafana, "api_key", auth, "token");
        Move(grafana, "api_key_file", auth, "token_file");
        Move(grafana, "url", grafana, "base_url");
        grafana.Set(Entry("name", Text(grafana, "name", "Grafana")));
        grafana.Set(Entry("module", Text(grafana, "module", Grafana)));
        grafana.Set(Entry("auth", auth));
        grafana.Set(Entry("groups", groups));
        return grafana;
    }

    private SequenceNode Groups(MappingNode sync)
    {
        Check(sync, ["interval_seconds", "dry_run", "mappings"]);
        Override(sync, "dry_run", "SYNC_DRY_RUN");
        Move(sync, "dry_run", root, "dry_run");
        Override(sync, "interval_seconds", "SYNC_INTERVAL_SECONDS");
        if (sync.Find("interval_seconds") is { } interval)
            CheckInterval(interval);

        var groups = new SequenceNode(sync.Position, ConfigurationNode.Join(Sync, "mappings"));
        var given = sync.Find("mappings") is { } mappings ? ListForm.Items(mappings.Value, null, problems) : null;
        groups.Items.AddRange(given ?? []);
        if (groups.Items.Count == 0)
        {
            Error(sync.Position, groups.Path, "There is no mapping.", "List them: - {okta_group: Engineering, grafana_team: Engineers}.");
            groups.Items.Add(new MappingNode(sync.Position, groups.Path));
        }

        foreach (var mapping in groups.Items.OfType<MappingNode>())
            Translate(mapping, isGiven: given is { Count: > 0 });
        return groups;
    }

    private void Translate(MappingNode mapping, bool isGiven)
    {
        Check(mapping, ["okta_group", "grafana_team", .. KeysOf<MappingSettings>().Except(NotOfMappings)]);
        foreach (var (key, meaning) in new[] { ("okta_group", "source_group"), ("grafana_team", "vendor_group") })
        {
            if (!Move(mapping, key, mapping, meaning))
                mapping.Set(Entry(meaning, Missing(mapping, key, isGiven ? $"Say which: {key}: Engineering." : null)));
        }
    }

    private void CheckInterval(ConfigurationEntry interval)
    {
        var text = (interval.Value as ScalarNode)?.Text;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < LeastInterval)
            Error(
                interval.Value.Position,
                interval.Value.Path,
                $"'{text}' is no number of seconds from {LeastInterval} up.",
                "For example: 300.");
        else
            problems.Add(new ConfigurationProblem(
                ConfigurationSeverity.Warning,
                interval.Position,
                interval.Value.Path,
                "A run ends when it is through; nothing repeats it by itself.",
                $"Have a timer of systemd, cron or the container platform start it every {seconds} seconds."));
    }

    private void ApplyLog()
    {
        if (root.Find("logging") is not { Value: MappingNode log })
            root.Set(Entry("logging", log = new MappingNode(root.Position, "logging")));
        Override(log, "level", "LOG_LEVEL");
        Override(log, "format", "LOG_FORMAT");
        Override(log, "console_format", "LOG_FORMAT");
        log.AddDefault("format", "json", log.Position);
    }

    private MappingNode Take(string key)
    {
        if (root.Find(key) is not { } entry)
            return new MappingNode(root.Position, key);
        root.Entries.Remove(entry);
        if (OverrideForm.Parse(entry.Value, problems) is MappingNode block)
            return block;
        if (entry.Value is not ScalarNode { IsNull: true })
            Error(entry.Value.Position, key, $"A block of keys is expected here, not {entry.Value.Kind}.", null);
        return new MappingNode(entry.Position, key);
    }

    // Misspelt, it is not missing as well: one mistake is one problem.
    private void Check(MappingNode block, string[] known)
    {
        foreach (var entry in block.Entries.Where(entry => !known.Any(entry.IsNamed)).ToList())
        {
            block.Entries.Remove(entry);
            var meant = NearestKey.Find(entry.Key, known);
            Error(entry.Position, ConfigurationNode.Join(block.Path, entry.Key), $"There is no key '{entry.Key}' here.",
                meant is null ? $"Known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}." : $"Did you mean '{meant}'?");
            if (meant is not null && block.Find(meant) is null)
                block.Entries.Add(entry with { Key = meant });
        }
    }

    private void Require(MappingNode block, string key, string variable)
    {
        Override(block, key, variable);
        if (block.Find(key) is null or { Value: ScalarNode { IsNull: true } } && block.Find(key + SecretReader.FileSuffix) is null)
            block.Set(Entry(key, Missing(block, key, $"Give it here, or set {variable}.")));
    }

    private void Override(MappingNode block, string key, string variable)
    {
        if (!environment.TryGetValue(variable, out var text) || text.Length == 0)
            return;
        var position = new ConfigurationPosition($"environment variable {variable}", 0, 0);
        if (block.Find(key + SecretReader.FileSuffix) is { } file)
            block.Entries.Remove(file);
        block.Set(new ConfigurationEntry(
            key,
            position,
            new ScalarNode(position, ConfigurationNode.Join(block.Path, key), text) { IsPlain = false }));
    }

    // In its place stands something that is checked without further problems; with an error nothing is run.
    private ScalarNode Missing(MappingNode block, string key, string? hint)
    {
        if (hint is not null)
            Error(block.Position, ConfigurationNode.Join(block.Path, key), "The key is missing.", hint);
        return Text(block, key, Placeholder);
    }

    private static bool Move(MappingNode from, string key, MappingNode to, string name)
    {
        if (from.Find(key) is not { } entry || entry.Value is ScalarNode { IsNull: true })
            return false;
        from.Entries.Remove(entry);
        to.Set(entry with { Key = name });
        return true;
    }

    private static IEnumerable<string> KeysOf<T>() =>
        SettingsDescriptor.Of(typeof(T)).Settings.SelectMany(setting => setting.Attribute.Prefix is { } prefix
            ? SettingsDescriptor.Of(setting.Type).Settings.Select(part => prefix + part.Key)
            : setting.Keys);

    private static ConfigurationEntry Entry(string key, ConfigurationNode value) => new(key, value.Position, value);

    private static ScalarNode Text(MappingNode block, string key, string text) =>
        new(block.Position, ConfigurationNode.Join(block.Path, key), text) { IsPlain = false };

    private static SequenceNode ListOf(string path, MappingNode item)
    {
        var list = new SequenceNode(item.Position, path);
        list.Items.Add(item);
        return list;
    }

    private void Error(ConfigurationPosition position, string key, string message, string? hint) =>
        problems.Add(new ConfigurationProblem(ConfigurationSeverity.Error, position, key, message, hint));
}
