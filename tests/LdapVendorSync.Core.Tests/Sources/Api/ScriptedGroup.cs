using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>A group of a <see cref="ScriptedDirectory"/>.</summary>
/// <param name="id">Its id.</param>
internal sealed class ScriptedGroup(string id)
{
    public string Id { get; } = id;

    public string Name { get; set; } = id;

    /// <summary>The ids of the people in it.</summary>
    public SortedSet<string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of the groups in it.</summary>
    public List<string> Nested { get; } = [];

    public ApiGroup ToApiGroup() => new(Id, Name);
}
