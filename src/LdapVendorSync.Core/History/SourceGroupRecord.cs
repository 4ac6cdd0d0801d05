namespace LdapVendorSync.Core.History;

/// <summary>What is remembered of a source group.</summary>
/// <param name="Id">The id that stays when it is renamed.</param>
/// <param name="DistinguishedName">Where it was.</param>
/// <param name="Successor">Another group that has the name by now, and is not accepted yet.</param>
public sealed record SourceGroupRecord(string Id, string? DistinguishedName, SourceGroupSuccessor? Successor);

/// <summary>Another group under the name of a known one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FirstSeenAt">When it was first found under the name.</param>
/// <param name="CompleteRuns">In how many otherwise complete reads of runs it has been found since.</param>
public sealed record SourceGroupSuccessor(string Id, DateTimeOffset FirstSeenAt, int CompleteRuns);
