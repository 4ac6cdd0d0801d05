using LdapVendorSync.Core.Sync.Tracing;

namespace LdapVendorSync.Cli.Output;

/// <summary>The answer of <c>trace</c> in JSON.</summary>
internal sealed record TraceDocument(
    TracedPerson Person,
    string Vendor,
    string Group,
    DateTime? At,
    DateTime AnsweredAt,
    TracedMembership Membership,
    string Verdict,
    IReadOnlyList<TraceFinding> Findings,
    int ExitCode)
{
    public static TraceDocument Of(MembershipTrace trace) => new(
        trace.Person,
        trace.Vendor,
        trace.Group,
        trace.At?.UtcDateTime,
        trace.AnsweredAt.UtcDateTime,
        trace.Membership,
        trace.Verdict,
        trace.Findings,
        (int)trace.ExitCode);
}
