namespace LdapVendorSync.Core.History;

/// <summary>A reference of a source group to an entry that cannot be found.</summary>
/// <param name="Reference">As the group has it: a DN, a <c>memberUid</c>.</param>
/// <param name="FirstSeenAt">When it was first seen without an entry.</param>
/// <param name="Age">How long ago that was; never negative, even if the clock went back.</param>
/// <param name="CompleteRuns">In how many otherwise complete reads of runs it has been seen since, this one included.</param>
public sealed record DanglingReference(string Reference, DateTimeOffset FirstSeenAt, TimeSpan Age, int CompleteRuns);
