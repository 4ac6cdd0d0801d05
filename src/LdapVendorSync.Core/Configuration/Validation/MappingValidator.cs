using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks that a mapping names a source and a group that can be meant.</summary>
internal static class MappingValidator
{
    public static void Validate(VendorSettings vendor, MappingSettings mapping, ValidationContext context)
    {
        PolicyValidator.Validate(mapping, vendor.Name, context);
        var sources = context.Configuration.Sources;
        var source = sources.FirstOrDefault(candidate => candidate.Name.Equals(mapping.Source, StringComparison.OrdinalIgnoreCase));
        if (source is DirectorySourceSettings directory)
            CheckGroup(mapping, directory, context);
        else if (mapping.Source.Length == 0 && sources.Count > 1)
            context.Error(mapping, "source", "With several sources a mapping must say which.", Known(sources));
        else if (source is null && mapping.Source.Length > 0 && !IsDeclared(mapping.Source, context))
            ReportUnknown(mapping, sources, context);
    }

    private static void CheckGroup(MappingSettings mapping, DirectorySourceSettings source, ValidationContext context)
    {
        var key = context.IsGiven(mapping, "ldap_group") ? "ldap_group" : "source_group";
        if (mapping.SourceGroup.Length == 0 || mapping.SourceGroup == MappingSettings.Everybody || source.GroupDnMap.ContainsKey(mapping.SourceGroup))
            return;
        if (mapping.SourceGroup.StartsWith('('))
        {
            SourceValidator.CheckFilter(mapping, key, mapping.SourceGroup, context);
            return;
        }

        if (mapping.SourceGroup.Contains('=', StringComparison.Ordinal))
        {
            SourceValidator.CheckDn(mapping, key, mapping.SourceGroup, context);
            return;
        }

        // Any other name is one to search for, unless it looks like a slip of the pen.
        if (NearestKey.Find(mapping.SourceGroup, source.GroupDnMap.Keys) is { } nearest)
            context.Error(
                mapping,
                key,
                $"'{mapping.SourceGroup}' is not in the group_dn_map of source '{source.Name}', but resembles a name that is.",
                $"Did you mean '{nearest}'? If not, give the group's DN, or {LdapFilter.Equality("cn", mapping.SourceGroup)}.");
    }

    private static void ReportUnknown(MappingSettings mapping, IReadOnlyList<SourceSettings> sources, ValidationContext context)
    {
        var hint = NearestKey.Hint(mapping.Source, sources.Select(source => source.Name), Known(sources));
        context.Error(mapping, "source", $"There is no source '{mapping.Source}'.", hint);
    }

    // A source that could not be bound has its own error; its mappings are not to blame.
    private static bool IsDeclared(string name, ValidationContext context) => context.DeclaredSources.Contains(name);

    private static string Known(IReadOnlyList<SourceSettings> sources) =>
        sources.Count == 0 ? "There are none." : $"One of {string.Join(", ", sources.Select(source => source.Name))}.";
}
