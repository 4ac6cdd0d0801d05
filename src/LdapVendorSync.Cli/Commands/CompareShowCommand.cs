using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.History.Systems;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>compare show</c>: a stored comparison again.</summary>
internal sealed class CompareShowCommand : VerbCommand
{
    private readonly Argument<int?> _number = new("NUMBER")
    {
        Description = "The comparison's number; the newest where left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly FindingOptions _findings = new();

    public CompareShowCommand(CommandHost host)
        : base("show", "Shows a stored comparison again.", host)
    {
        Arguments.Add(_number);
        foreach (var option in _findings.All)
            Options.Add(option);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync compare show 4 --config sync.yaml", "What the fourth comparison found."),
        new("ldap-vendor-sync compare show 4 --kind DepartmentWithoutGroup --config sync.yaml", "Which departments lack groups."),
        new("ldap-vendor-sync compare show 4 --out findings.csv --config sync.yaml", "All of it, for a spreadsheet."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var comparison = await HistoryQuestion.AskAsync(
            () => SystemComparisonViewer.GetAsync(session.Systems.History, arguments.GetValue(_number), session.Stopping));
        return await _findings.ShowAsync(comparison, arguments, session);
    }
}
