using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>A source over a directory that is a script.</summary>
internal sealed class ScriptedSource(ScriptedSourceSettings settings, SourceServices services)
    : ApiSource(settings, services, _ => Task.FromResult<IDirectoryApi>(settings.Directory));

/// <summary>The settings of a source over a directory that is a script.</summary>
public sealed record ScriptedSourceSettings : ApiSourceSettings
{
    /// <inheritdoc />
    public override string Type => "scripted";

    /// <summary>The directory.</summary>
    internal ScriptedDirectory Directory { get; init; } = new();

    /// <summary>The kinds of source, this one included.</summary>
    public static SourceFactory Factory()
    {
        var factory = new SourceFactory();
        factory.Register<ScriptedSourceSettings>("scripted", (settings, services) => new ScriptedSource(settings, services));
        return factory;
    }
}
