namespace LdapVendorSync.Core.Sync;

/// <summary>Finds out what is to do for a mapping.</summary>
internal interface IMappingPlanReader
{
    /// <summary>How many mappings may be read at once.</summary>
    int AtOnce { get; }

    /// <summary>Fills in the plan of a mapping, or why it has none. A fault is the mapping's own.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    Task ReadAsync(MappingRun run, CancellationToken cancellationToken);
}
