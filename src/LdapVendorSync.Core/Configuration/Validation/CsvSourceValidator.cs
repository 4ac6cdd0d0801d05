using LdapVendorSync.Core.Sources.Csv;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks a source of CSV files.</summary>
internal static class CsvSourceValidator
{
    public static void Validate(CsvSourceSettings source, ValidationContext context)
    {
        if (source.Encoding is { } encoding && !CsvFormat.TryFindEncoding(encoding, out _))
            context.Error(source, "encoding", $"There is no encoding '{encoding}'.", "Write it as in utf-8, utf-16, windows-1252, iso-8859-15.");
        if (source.Delimiter is { } delimiter && !CsvDelimiter.TryParse(delimiter, out _))
            context.Error(source, "delimiter", $"'{delimiter}' is not one character, or a quote.", "Write it as in \";\" or tab.");
        if (source.GroupsColumn is not null && source.MembershipsFile is not null)
            context.Error(
                source, "groups_column", "groups_column and memberships_file both say who is in which group.", "Remove one of them.");
        if (source.EnabledValues.Intersect(source.DisabledValues, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } both)
            context.Error(source, "disabled_values", $"'{both}' is one of enabled_values as well.", "Remove it from one of them.");
        CheckFile(source, "file", source.File, context);
        CheckFile(source, "memberships_file", source.MembershipsFile, context);
        CheckFile(source, "groups_file", source.GroupsFile, context);
    }

    /// <summary>A warning: the file may be written anew before each run, and other sources are not to suffer.</summary>
    public static void CheckFile(SourceSettings source, string key, string? file, ValidationContext context)
    {
        if (!string.IsNullOrEmpty(file) && !File.Exists(file))
            context.Warning(source, key, $"There is no file '{file}'.", "Correct the path, or provide it before a run.");
    }
}
