using System.Globalization;
using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>Writes the configuration of a run.</summary>
internal static class ChaosConfiguration
{
    /// <summary>Writes the file.</summary>
    /// <returns>Its path.</returns>
    public static string Write(ChaosWorld world, RunSettings settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "configurations", settings.ConfigurationFolder)).FullName;
        var file = Path.Combine(folder, "sync.yaml");
        File.WriteAllText(file, Text(world, settings));
        return file;
    }

    private static string Text(ChaosWorld world, RunSettings settings) => string.Create(CultureInfo.InvariantCulture, $$"""
        ldap:
          server_url: ldap://127.0.0.1:{{settings.DirectoryPort ?? world.Directory.Port}}
          bind_dn: {{settings.Reader}}
          bind_password: {{Quote(ChaosSecrets.DirectoryPassword)}}
          user_base_dn: ou=people,{{DirectorySeed.Suffix}}
          user_filter: (employeeType=staff)
          page_size: 50
          incremental: {{(settings.IsIncremental ? "auto" : "off")}}
          connect_timeout_seconds: {{settings.DirectoryPatience}}
          operation_timeout_seconds: {{settings.DirectoryPatience}}
          group_dn_map:
        {{string.Concat(Truth.FirstSizes.Keys.Select(group => $"    {group}: {TruthLdif.DnOf(group)}\n"))}}
        error_handling: { max_retries: 2, retry_wait_seconds: 0.02, retry_after_cap_seconds: 1, outage_wait_seconds: 1 }
        guards: { max_removals_per_day: none }
        state_dir: {{world.StateFolder}}
        logging: { level: DEBUG, log_dir: {{world.LogFolder}} }
        report: { dir: {{world.ReportFolder}}, formats: [html, json, csv] }
        {{Notifications(world, settings)}}
        vendor_apps:
          - name: {{TrueMapping.Wiki}}
            module: rest
            base_url: {{world.Vendor(TrueMapping.Wiki).BaseUrl}}
            auth: { method: bearer, token: {{Quote(ChaosSecrets.WikiToken)}} }
            timeout_seconds: {{settings.VendorPatience}}
            rest: { paging: { size: 30 } }
            groups:
        {{Mappings(TrueMapping.Wiki)}}
          - name: {{TrueMapping.Crm}}
            module: rest
            base_url: {{world.Vendor(TrueMapping.Crm).BaseUrl}}
            auth: { method: basic, username: {{ChaosSecrets.CrmUser}}, password: {{Quote(ChaosSecrets.CrmPassword)}} }
            timeout_seconds: {{settings.VendorPatience}}
            disabled_members: disable
            rest:
              paging: { style: cursor, size: 25, next: next_cursor, total: total }
              read_members: { items: items }
              find_user: { items: items }
            groups:
        {{Mappings(TrueMapping.Crm)}}
        """);

    private static string Notifications(ChaosWorld world, RunSettings settings)
    {
        // Without a mail server whose authority this process trusts, only the command sends mail.
        if (world.Mail is null || !settings.AsProcess)
            return string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            notifications:
              enable_email: true
              email_on_success: true
              repeat_after: 0s
              timeout_seconds: 1
              smtp_server: 127.0.0.1
              smtp_port: {{settings.MailPort ?? world.Mail.Port}}
              smtp_username: sync
              smtp_password: {{Quote(ChaosSecrets.MailPassword)}}
              email_from: sync@example.test
              email_to: [{{settings.Recipient}}]
            """);
    }

    private static string Mappings(string vendor) => string.Concat(TrueMapping.All
        .Where(mapping => mapping.Vendor == vendor)
        .SelectMany(mapping => mapping.SourceGroups.Select(group => Mapping(mapping, group))));

    private static string Mapping(TrueMapping mapping, string group)
    {
        var union = mapping.SourceGroups.Count > 1 ? ", combine: union" : string.Empty;
        var nested = mapping.IsNested ? ", recurse: true" : string.Empty;
        return $"      - {{ source_group: {group}, vendor_group: {mapping.VendorGroup}{union}{nested} }}\n";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
