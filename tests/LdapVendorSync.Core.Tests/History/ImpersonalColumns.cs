namespace LdapVendorSync.Core.Tests.History;

/// <summary>The columns of the history that identify nobody: names of systems and groups, ids of runs, times, states.</summary>
internal static class ImpersonalColumns
{
    public static IReadOnlyList<string> All { get; } =
    [
        "runs.id", "runs.started_at", "runs.finished_at", "runs.host", "runs.command", "runs.config_hash", "runs.status", "runs.undo_of",
        "vendor_results.run_id", "vendor_results.vendor", "vendor_results.status",
        "mapping_results.run_id", "mapping_results.source", "mapping_results.source_group", "mapping_results.vendor",
        "mapping_results.vendor_group", "mapping_results.target", "mapping_results.completeness",
        "changes.run_id", "changes.target", "changes.vendor", "changes.vendor_group", "changes.operation", "changes.source",
        "changes.intended_at", "changes.outcome", "changes.request_id", "changes.finished_at", "changes.resolved_by",
        "link_scopes.target", "link_scopes.source", "link_confirmations.confirmed_at", "link_confirmations.confirmed_by",
        "dangling_references.source", "dangling_references.source_group", "dangling_references.vendor", "dangling_references.vendor_group",
        "dangling_references.first_seen_at", "dangling_references.last_run_id",
        "absences.source", "absences.source_group", "absences.vendor", "absences.vendor_group", "absences.first_seen_at",
        "absences.last_run_id",
        "lost_histories.path", "schema_objects.name", "schema_objects.sql", "encryption.key_check",
        "source_groups.source", "source_groups.source_group", "source_groups.group_id", "source_groups.dn", "source_groups.seen_at",
        "source_groups.successor_id", "source_groups.successor_first_seen_at", "source_groups.successor_last_run_id",
        "nested_groups.source", "nested_groups.source_group", "nested_groups.dn", "nested_groups.group_id",
        "source_tokens.source", "source_tokens.fingerprint", "source_tokens.token",
        "mappings.target", "mappings.source", "mappings.source_group", "mappings.vendor", "mappings.vendor_group",
        "comparisons.run_id", "comparison_rules.rule",
        "unsent_changes.first_run_id", "unsent_changes.first_at", "unsent_changes.result", "unsent_changes.rule", "unsent_changes.action",
        "unsent_changes.source",
        "snapshots.run_id", "snapshots.side", "snapshots.read_at", "snapshots.completeness",
        "settled_mappings.run_id", "settled_mappings.compared_at",
        "kept_reads.source", "kept_reads.source_group", "kept_reads.read_at", "kept_reads.valid_until",
        "excluded_groups.target", "excluded_groups.vendor_group", "excluded_groups.source", "excluded_groups.source_group",
        "vendor_accounts.target", "vendor_groups.target", "vendor_groups.group_id", "vendor_groups.name", "vendor_memberships.target",
        "vendor_memberships.group_id", "vendor_uploads.target", "vendor_uploads.part", "vendor_uploads.began_at",
        "vendor_uploads.confirmed_at",
        "system_content_chunks.part", "system_snapshots.system", "system_snapshots.side", "system_snapshots.kind", "system_snapshots.target",
        "system_snapshots.started_at", "system_snapshots.taken_at", "system_snapshots.doubtful_parts",
        "system_comparisons.compared_at",
        "system_people.side", "system_people.system", "system_people.first_seen_at", "system_people.last_seen_at",
    ];
}
