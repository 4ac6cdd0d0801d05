using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks what may stand at the top, at a vendor and at a mapping.</summary>
internal static class PolicyValidator
{
    /// <summary>Checks one level.</summary>
    /// <param name="policy">The level.</param>
    /// <param name="vendor">The vendor it belongs to, or <see langword="null"/> at the top.</param>
    /// <param name="context">Gets what is wrong.</param>
    public static void Validate(MappingPolicy policy, string? vendor, ValidationContext context)
    {
        foreach (var (target, expression) in policy.Attributes)
            CheckExpression(policy, target, expression, context);
        if (vendor is not null)
            CheckGuardsPlace(policy, context);
        if (policy is VendorPolicy { Orphans: OrphanAccounts.Delete, AllowAccountDeletion: false })
            context.Error(
                policy,
                "orphans",
                "Accounts would be deleted.",
                "Set allow_account_deletion: true if that is meant, or use orphans: disable.");
    }

    private static void CheckExpression(MappingPolicy policy, string target, string expression, ValidationContext context)
    {
        try
        {
            Template.ParseExpression(expression);
        }
        catch (TemplateException exception)
        {
            context.Error(policy, $"attributes.{target}", exception.Message + ".");
        }
    }

    // A limit that counts over more than its level would be silently too large.
    private static void CheckGuardsPlace(MappingPolicy policy, ValidationContext context)
    {
        RequireLevel(policy, "max_removals_per_run", "vendor_apps[", "It belongs to the top level.", context);
        if (policy is MappingSettings)
            RequireLevel(policy, "max_removals_per_vendor", "].groups[", "It belongs to the vendor or to the top level.", context);
    }

    private static void RequireLevel(MappingPolicy policy, string key, string belowPath, string hint, ValidationContext context)
    {
        if (context.Entry(policy.Guards, key) is { } entry && entry.Value.Path.Contains(belowPath, StringComparison.Ordinal))
            context.Error(policy.Guards, key, "The limit cannot be set here.", hint);
    }
}
