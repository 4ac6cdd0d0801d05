using LdapVendorSync.Core.Notifications;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>What of a run somebody should look at, and what to do about it, in the words of the notifications.</summary>
internal static class AttentionSection
{
    public static void Write(HtmlBuilder html, SyncRun run)
    {
        var alerts = RunAlerts.Of(run);
        var vendors = run.Vendors.Where(vendor => vendor.Error is not null).ToList();
        var groups = run.Vendors
            .SelectMany(vendor => vendor.Groups.Where(group => SaysMoreThan(vendor, group)))
            .ToList();
        var others = alerts.Where(alert => !IsAbout(alert, vendors, groups)).ToList();
        if (vendors.Count == 0 && groups.Count == 0 && others.Count == 0)
            return;

        html.Element("h2", "What needs attention").Markup("\n");
        foreach (var alert in others)
            Advise(html.Element("h3", alert.Title), alert);
        foreach (var vendor in vendors)
        {
            html.Element("h3", vendor.Name).Element("p", vendor.Error, "error");
            Advise(html, alerts.FirstOrDefault(alert => alert.System == vendor.Name));
        }

        foreach (var group in groups)
            Write(html, group, alerts.FirstOrDefault(alert => alert.System == NameOf(group)));
    }

    private static void Write(HtmlBuilder html, GroupRun group, Alert? alert)
    {
        html.Element("h3", group.Mapping.ToString());
        if (group.Error is not null)
            html.Element("p", group.Error, "error");
        foreach (var guard in group.BlockedBy)
            html.Element("p", guard, "held");
        if (group.Reasons.Count > 0)
        {
            html.Open("ul");
            foreach (var reason in group.Reasons)
                html.Element("li", reason);
            html.Close("ul");
        }

        Advise(html, alert);
    }

    private static void Advise(HtmlBuilder html, Alert? alert)
    {
        if (alert is not null)
            html.Open("p", "advice").Element("b", "What to do: ").Text(alert.Advice).Close("p");
    }

    // What stopped a vendor stopped its groups too; it is told once.
    private static bool SaysMoreThan(VendorRun vendor, GroupRun group) =>
        (group.Error is not null && group.Error != vendor.Error) || group.BlockedBy.Count > 0 || group.Reasons.Count > 0;

    private static bool IsAbout(Alert alert, IEnumerable<VendorRun> vendors, IEnumerable<GroupRun> groups) =>
        vendors.Any(vendor => vendor.Name == alert.System) || groups.Any(group => NameOf(group) == alert.System);

    private static string NameOf(GroupRun group) => $"{group.Mapping.Vendor}/{group.Mapping.VendorGroup}";
}
