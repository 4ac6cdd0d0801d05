using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Tells in a failed assert what a run did.</summary>
internal static class SyncRunDescription
{
    public static string Describe(this SyncRun run) => string.Join(
        Environment.NewLine,
        run.Vendors
            .SelectMany(vendor => vendor.Groups.Select(group => $"{vendor.Name}/{group.Mapping.VendorGroup}: {group.Totals}; {group.Error}; {string.Join("; ", group.Reasons)}"))
            .Prepend($"{run.Status} {run.ExitCode} {run.Error} {string.Join("; ", run.Vendors.Select(vendor => vendor.Error).OfType<string>())}")
            .Concat(run.Changes.OrderByDescending(change => change.Result).Take(20).Select(change => change.ToString())));
}
