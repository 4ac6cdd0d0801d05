namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks what only several settings together can tell.</summary>
internal static class ConfigurationValidator
{
    /// <summary>Checks all of it.</summary>
    public static void Validate(ValidationContext context)
    {
        var configuration = context.Configuration;
        PolicyValidator.Validate(configuration, null, context);
        RequireUniqueNames(configuration.Sources, source => source.Name, "source", context);
        RequireUniqueNames(configuration.Vendors, vendor => vendor.Name, "vendor", context);
        if (!context.VendorsAlone && configuration.Sources.Count == 0 && !context.IsGiven(configuration, "sources"))
            context.Error(configuration, "sources", "There is no source.", "Give ldap: for one LDAP server, or a list of sources:.");

        foreach (var source in configuration.Sources.OfType<DirectorySourceSettings>())
            SourceValidator.Validate(source, context);
        foreach (var source in configuration.Sources.OfType<CsvSourceSettings>())
            CsvSourceValidator.Validate(source, context);
        foreach (var source in configuration.Sources.OfType<ApiSourceSettings>())
            ApiSourceValidator.Validate(source, context);
        foreach (var vendor in configuration.Vendors)
            VendorValidator.Validate(vendor, context);
        OwnershipValidator.Validate(context);
        HistoryValidator.Validate(configuration.History, context);
        if (configuration.Notifications is { } notifications)
            NotificationValidator.Validate(notifications, context);
    }

    private static void RequireUniqueNames<T>(IEnumerable<T> items, Func<T, string> name, string kind, ValidationContext context)
        where T : notnull
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items.Where(item => name(item).Length > 0))
        {
            if (!seen.Add(name(item)))
                context.Error(item, "name", $"There is another {kind} named '{name(item)}'.", "Names must differ, and not only in case.");
        }
    }
}
