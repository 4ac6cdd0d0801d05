using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>A run with the changes that the journal has of it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Mappings">The mappings that it came through; of a run that was killed, none.</param>
/// <param name="Changes">Its changes, in the order they were meant.</param>
public sealed record RecordedChanges(RunRecord Run, IReadOnlyList<MappingReference> Mappings, IReadOnlyList<JournalEntry> Changes);
