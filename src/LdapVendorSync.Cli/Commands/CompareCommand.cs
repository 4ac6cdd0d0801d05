using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Sync.Auditing;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>compare</c>: what differs between two systems, or between two times of one.</summary>
internal sealed class CompareCommand : VerbCommand
{
    private readonly Argument<string?> _reference = Snapshot(
        "REFERENCE", "What should be, or was: the number of a snapshot, or the name of a source or vendor, whose newest snapshot counts.");

    private readonly Argument<string?> _difference = Snapshot(
        "DIFFERENCE", "What is, likewise. Where left out, the newest snapshot of REFERENCE is compared with an earlier one.");

    private readonly MomentOption _since = new(
        "--since",
        "Compare the newest snapshot of REFERENCE with the last one that was there by then, as at the last review.",
        TimeProvider.System);

    private readonly Option<bool> _latest = new("--latest")
    {
        Description = "Show the newest stored comparison again; nothing is compared.",
    };

    private readonly Option<string[]> _matchOn = Several(
        "--match-on",
        "ATTRIBUTE",
        "What recognises people in two systems, the best first; where left out, what match_on of the vendor (of two sources: of all vendors) says.");

    private readonly Option<string[]> _attribute = Several(
        "--attribute", "ATTRIBUTE", "Compare this attribute of people, and no others than those given. May be given several times.");

    private readonly Option<string[]> _pair = Several(
        "--pair",
        "REFERENCE=DIFFERENCE",
        "Groups of two systems that belong together, besides those that the configuration maps. May be given several times.");

    private readonly Option<string[]> _ignoreGroup = Several(
        "--ignore-group", "NAME", "Leave groups of this name out, as those that everybody is in. May be given several times.");

    private readonly Option<MembershipScope?> _members = new("--members")
    {
        Description = "Who counts as a member: direct, or effective (members of nested groups too). "
            + "Where left out, effective for two systems, direct for two times.",
        HelpName = "direct|effective",
        CustomParser = result => NamedValue.One<MembershipScope>(result),
    };

    private readonly Option<bool> _noStore = new("--no-store") { Description = "Do not keep the comparison in the history." };
    private readonly FindingOptions _findings = new();

    public CompareCommand(CommandHost host)
        : base("compare", "Compares snapshots of two systems, or of one at two times. No source and no vendor is asked or changed.", host)
    {
        Arguments.Add(_reference);
        Arguments.Add(_difference);
        foreach (var option in Terms.Prepend(_latest).Concat(_findings.All))
            Options.Add(option);
        Subcommands.Add(new CompareListCommand(host));
        Subcommands.Add(new CompareShowCommand(host));
        _pair.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => ToPair(token.Value) is null) is { } wrong)
                result.AddError($"--pair: '{wrong.Value}' names no two groups; give REFERENCE=DIFFERENCE.");
        });
        Validators.Add(result =>
        {
            var isLatest = result.GetValue(_latest);
            if (isLatest == result.GetValue(_reference) is not null)
                result.AddError(isLatest
                    ? "--latest shows a stored comparison; name no snapshots."
                    : "Say what to compare: two snapshots or systems, or one.");
            else if (result.GetValue(_difference) is not null && result.GetResult(_since) is not null)
                result.AddError("--since compares one system with itself; name one.");
            else if (isLatest && Terms.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } idle)
                result.AddError($"--latest shows a stored comparison as it was made; {idle.Name} says how to make one.");
        });
    }

    /// <summary>What says how a comparison is made.</summary>
    private IEnumerable<Option> Terms => [_since, _matchOn, _attribute, _pair, _ignoreGroup, _members, _noStore];

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync compare Entra Odoo --config sync.yaml", "What differs between the newest snapshots of two systems."),
        new("ldap-vendor-sync compare Entra Odoo --severity High --config sync.yaml", "The findings that matter most."),
        new("ldap-vendor-sync compare Odoo --since 2026-01-15 --config sync.yaml", "What changed since the last review."),
        new("ldap-vendor-sync compare 3 7 --config sync.yaml --out findings.ndjson", "Two snapshots, as a dataset for analysis."),
        new("ldap-vendor-sync compare --latest --config sync.yaml --out report.html", "The newest stored comparison again, as a page."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var comparison = await HistoryQuestion.AskAsync(() => arguments.GetValue(_latest)
            ? SystemComparisonViewer.GetAsync(session.Systems.History, number: null, session.Stopping)
            : new SystemComparisons(session.Systems).CompareAsync(RequestOf(arguments), session.Stopping));
        return await _findings.ShowAsync(comparison, arguments, session);
    }

    private ComparisonRequest RequestOf(ParseResult arguments) => new()
    {
        Reference = arguments.GetValue(_reference)!,
        Difference = arguments.GetValue(_difference),
        Since = arguments.GetValue(_since),
        MatchOn = arguments.GetValue(_matchOn) is { Length: > 0 } matchOn ? matchOn : null,
        Attributes = arguments.GetValue(_attribute) is { Length: > 0 } attributes ? attributes : null,
        GroupPairs = [.. arguments.GetRequiredValue(_pair).Select(text => ToPair(text)!)],
        IgnoredGroups = arguments.GetRequiredValue(_ignoreGroup),
        Memberships = arguments.GetValue(_members),
        IsStored = !arguments.GetValue(_noStore),
    };

    // Names of directories may hold the sign themselves.
    private static GroupPair? ToPair(string text) =>
        text.LastIndexOf('=') is > 0 and var place && place < text.Length - 1
            ? new GroupPair([text[..place].Trim()], text[(place + 1)..].Trim())
            : null;

    private static Argument<string?> Snapshot(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static Option<string[]> Several(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => [],
    };
}
