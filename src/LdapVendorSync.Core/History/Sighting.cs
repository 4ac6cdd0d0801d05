namespace LdapVendorSync.Core.History;

/// <summary>Something that was seen at a mapping, run after run.</summary>
/// <param name="Reference">What names it: a reference as the group has it (a DN, a <c>memberUid</c>), the id of an account.</param>
/// <param name="FirstSeenAt">When it was first seen.</param>
/// <param name="Age">
/// How long ago that was, as far as the run before confirms the time; never negative, even if the clock went back.
/// </param>
/// <param name="CompleteRuns">In how many otherwise complete reads of runs it has been seen since, this one included.</param>
public sealed record Sighting(string Reference, DateTimeOffset FirstSeenAt, TimeSpan Age, int CompleteRuns);
