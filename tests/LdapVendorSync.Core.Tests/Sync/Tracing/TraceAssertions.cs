using LdapVendorSync.Core.Sync.Tracing;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>Looks for findings in an answer, and shows all of it where one is missing.</summary>
internal static class TraceAssertions
{
    /// <summary>The one finding of a kind.</summary>
    public static TraceFinding ShouldFind(this MembershipTrace trace, TraceFindingKind kind) =>
        trace.Findings.Where(finding => finding.Kind == kind).ShouldHaveSingleItem(trace.Describe());

    /// <summary>The one finding of a kind, whose sentence has a text.</summary>
    public static TraceFinding ShouldFind(this MembershipTrace trace, TraceFindingKind kind, string text)
    {
        var finding = trace.Findings.Where(finding => finding.Kind == kind && finding.Sentence.Contains(text, StringComparison.Ordinal));
        return finding.ShouldHaveSingleItem($"'{text}' in {trace.Describe()}");
    }

    /// <summary>That there is no finding of a kind.</summary>
    public static void ShouldNotFind(this MembershipTrace trace, TraceFindingKind kind) =>
        trace.Findings.ShouldNotContain(finding => finding.Kind == kind, trace.Describe());

    /// <summary>The whole answer.</summary>
    public static string Describe(this MembershipTrace trace) =>
        $"{trace.Verdict}\n{string.Join('\n', trace.Findings.Select(finding => $"  {finding.Kind}: {finding.Sentence}"))}";
}
