namespace LdapVendorSync.Core.History;

/// <summary>The columns of one table that identify people, or could.</summary>
/// <param name="Table">The table.</param>
/// <param name="Keys">Columns that are looked up, joined or grouped by.</param>
/// <param name="Texts">Columns that are only shown.</param>
/// <param name="Bytes">Columns of bytes.</param>
internal sealed record PersonalColumns(string Table, string[] Keys, string[] Texts, string[] Bytes)
{
    /// <summary>All of them. Names of systems and groups, ids of runs and times are not among them.</summary>
    public static IReadOnlyList<PersonalColumns> All { get; } =
    [
        new("runs", [], ["user_name", "config_path", "error"], []),
        new("vendor_results", [], ["error"], []),
        new("mapping_results", [], ["reasons", "blocked_by", "error"], []),
        new("changes", ["source_id", "vendor_id", "person", "match_key"], ["differences", "reason", "error"], []),
        new("links", ["source_id", "vendor_id", "source_reference", "person", "match_keys"], [], []),
        new("dangling_references", ["reference"], [], []),
        new("absences", ["reference"], [], []),
        new("kept_contents", ["hash"], [], ["body"]),
        new("kept_reads", ["content"], [], []),
        new("comparison_rules", [], ["message"], []),
        new("unsent_changes", ["source_id", "vendor_id", "person", "match_key"], ["message", "differences", "reason"], []),
        new("snapshot_nodes", ["hash"], [], ["body"]),
        new("vendor_accounts", ["account_id"], ["profile"], []),
        new("vendor_memberships", ["account_id"], [], []),
        new("system_chunks", ["hash"], [], ["body"]),
        new("system_contents", ["hash"], [], []),
        new("system_snapshots", [], ["doubts"], []),
        new("system_comparisons", [], ["header"], []),
        new("system_findings", [], [], ["body"]),
        new("system_people", ["person_id"], ["profile"], []),
        new("settled_mappings", ["inputs"], [], []),
    ];
}
