using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks that a mapping names a source and a group that can be meant.</summary>
internal static class MappingValidator
{
    public static void Validate(VendorSettings vendor, MappingSettings mapping, ValidationContext context)
    {
        PolicyValidator.Validate(mapping, vendor.Name, context);
        var key = context.IsGiven(mapping, "ldap_group") ? "ldap_group" : "source_group";
        CheckSource(mapping, mapping.Source, key, mapping.SourceGroup, context);
        foreach (var except in mapping.Except)
            CheckExcept(mapping, except, context);
    }

    private static void CheckSource(object record, string name, string key, string group, ValidationContext context)
    {
        var sources = context.Configuration.Sources;
        var source = FindSource(sources, name);
        if (source is DirectorySourceSettings directory)
            CheckGroup(record, key, group, directory, context);
        else if (name.Length == 0 && sources.Count > 1)
            context.Error(record, "source", "With several sources a mapping must say which.", Known(sources));
        else if (source is null && name.Length > 0 && !IsDeclared(name, context))
            ReportUnknown(record, name, sources, context);
    }

    private static void CheckExcept(MappingSettings mapping, ExceptSettings except, ValidationContext context)
    {
        var key = context.IsGiven(except, "source_group") ? "source_group" : "group";

        // Without a source of its own, that of the mapping is missing, which is told there.
        if (except.Source.Length > 0)
            CheckSource(except, except.Source, key, except.Group, context);
        if (IsSame(mapping.Source, mapping.SourceGroup, except, context))
        {
            context.Error(
                except,
                key,
                $"The group '{except.Group}' is the source group itself: nobody would be a member.",
                "Name the group whose people are to be left out, or remove the mapping.");
            return;
        }

        var first = mapping.Except.FirstOrDefault(other => IsSame(other.Source, other.Group, except, context));
        if (first is not null && !ReferenceEquals(first, except))
            context.Warning(except, key, $"The group '{except.Group}' is left out twice.", "Remove one.");
    }

    private static bool IsSame(string source, string group, ExceptSettings except, ValidationContext context) =>
        except.Group.Length > 0
        && source.Equals(except.Source, StringComparison.OrdinalIgnoreCase)
        && IsSameName(FindSource(context.Configuration.Sources, source) as DirectorySourceSettings, group, except.Group);

    private static bool IsSameName(DirectorySourceSettings? source, string one, string other)
    {
        var (left, right) = (Resolve(source, one), Resolve(source, other));
        return left.Equals(right, StringComparison.OrdinalIgnoreCase)
            || (DistinguishedName.TryParse(left, out var leftName)
                && DistinguishedName.TryParse(right, out var rightName)
                && leftName.Equals(rightName));
    }

    private static string Resolve(DirectorySourceSettings? source, string name) => source?.GroupDnMap.GetValueOrDefault(name) ?? name;

    private static SourceSettings? FindSource(IReadOnlyList<SourceSettings> sources, string name) =>
        sources.FirstOrDefault(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void CheckGroup(object record, string key, string group, DirectorySourceSettings source, ValidationContext context)
    {
        if (group.Length == 0 || group == MappingSettings.Everybody || source.GroupDnMap.ContainsKey(group))
            return;
        if (group.StartsWith('('))
        {
            SourceValidator.CheckFilter(record, key, group, context);
            return;
        }

        if (group.Contains('=', StringComparison.Ordinal))
        {
            SourceValidator.CheckDn(record, key, group, context);
            return;
        }

        // Any other name is one to search for, unless it looks like a slip of the pen.
        if (NearestKey.Find(group, source.GroupDnMap.Keys) is { } nearest)
            context.Error(
                record,
                key,
                $"'{group}' is not in the group_dn_map of source '{source.Name}', but resembles a name that is.",
                $"Did you mean '{nearest}'? If not, give the group's DN, or {LdapFilter.Equality("cn", group)}.");
    }

    private static void ReportUnknown(object record, string name, IReadOnlyList<SourceSettings> sources, ValidationContext context)
    {
        var hint = NearestKey.Hint(name, sources.Select(source => source.Name), Known(sources));
        context.Error(record, "source", $"There is no source '{name}'.", hint);
    }

    // A source that could not be bound has its own error; its mappings are not to blame.
    private static bool IsDeclared(string name, ValidationContext context) => context.DeclaredSources.Contains(name);

    private static string Known(IReadOnlyList<SourceSettings> sources) =>
        sources.Count == 0 ? "There are none." : $"One of {string.Join(", ", sources.Select(source => source.Name))}.";
}
