using LdapVendorSync.Core.Configuration.Binding;

namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>
/// A block of keys in a draft. Each key is explained by the description that the documentation has of it, so that neither can say something
/// else.
/// </summary>
/// <param name="lines">Gets the lines.</param>
/// <param name="settings">The record of the block.</param>
/// <param name="indent">How far its keys are indented.</param>
internal sealed class DraftBlock(YamlLines lines, Type settings, int indent)
{
    private readonly SettingsDescriptor _descriptor = SettingsDescriptor.Of(settings);

    private string _dash = string.Empty;

    /// <summary>Whether the keys that are written are explained; for the first item of a list that is enough.</summary>
    public bool IsExplained { get; init; } = true;

    /// <summary>An item of a list: its first key stands behind the dash.</summary>
    public DraftBlock AsItem()
    {
        _dash = "- ";
        return this;
    }

    /// <summary>Writes a key whose value is a text.</summary>
    public void Write(string key, string value) => WriteRaw(key, YamlScalar.Of(value));

    /// <summary>Writes a key whose value is YAML by now.</summary>
    public void WriteRaw(string key, string yaml) => Write(Find(key), key, yaml);

    /// <summary>Writes a key that has no description, such as the type of a source.</summary>
    public void WriteKey(string key, string yaml, string explanation)
    {
        lines.Explain(Margin + "# ", explanation);
        lines.Add($"{TakeMargin()}{key}: {yaml}");
    }

    /// <summary>Writes a secret: where it comes from.</summary>
    public void WriteSecret(string key, DraftSecret? secret, string variable)
    {
        var setting = Find(key);
        if (secret?.File is { } file)
            Write(setting, key + SecretReader.FileSuffix, YamlScalar.Of(file));
        else if (secret?.VaultName is { } name)
            Write(setting, key, $"{{secret: {YamlScalar.Quoted(name)}}}");
        else
            Write(setting, key, $"${{{variable}}}");
    }

    /// <summary>Begins a block within this one.</summary>
    public DraftBlock Begin(string key)
    {
        var setting = Find(key);
        return Begin(key, setting.Type, setting.Attribute.Description);
    }

    /// <summary>Begins a block within this one that is no setting of it, such as that of a provider.</summary>
    public DraftBlock Begin(string key, Type type, string explanation)
    {
        lines.Explain(Margin + "# ", explanation);
        lines.Add($"{TakeMargin()}{key}:");
        return new DraftBlock(lines, type, indent + 2);
    }

    /// <summary>Shows a key with what it might be, as a comment.</summary>
    public void Suggest(string key, string yaml)
    {
        var setting = Find(key);
        lines.Explain(Margin + "# ", setting.Attribute.Description);
        lines.Add($"{Margin}# {key}: {yaml}");
    }

    /// <summary>Shows a key of a part whose keys stand in this block behind a prefix, as a comment.</summary>
    public void SuggestPart(string key, string part, string yaml)
    {
        var setting = Find(key);
        var inner = SettingsDescriptor.Of(setting.Type).Settings.First(candidate => candidate.Key == part);
        lines.Explain(Margin + "# ", $"{setting.Attribute.Description} {inner.Attribute.Description}");
        lines.Add($"{Margin}# {setting.Attribute.Prefix}{inner.Key}: {yaml}");
    }

    /// <summary>Shows every key that has a default, with that default, as a comment.</summary>
    public void SuggestDefaults()
    {
        var defaults = _descriptor.CreateDefault();
        foreach (var setting in _descriptor.Settings)
        {
            if (setting.Property.GetValue(defaults) is not { } value)
                continue;
            lines.Explain(Margin + "#   # ", setting.Attribute.Description);
            lines.Add($"{Margin}#   {setting.Key}: {ScalarConverter.Format(value)}");
        }
    }

    private string Margin => new(' ', indent - _dash.Length);

    private void Write(SettingDescriptor setting, string key, string yaml)
    {
        if (IsExplained)
            lines.Explain(Margin + "# ", setting.Attribute.Description);
        lines.Add($"{TakeMargin()}{key}: {yaml}");
    }

    private string TakeMargin()
    {
        var margin = Margin + _dash;
        _dash = string.Empty;
        return margin;
    }

    private SettingDescriptor Find(string key) => _descriptor.Settings.First(setting => setting.Key == key);
}
