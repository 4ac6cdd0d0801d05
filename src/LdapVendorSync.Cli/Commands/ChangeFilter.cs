using System.CommandLine;
using LdapVendorSync.Core.History;

namespace LdapVendorSync.Cli.Commands;

/// <summary>The options that choose among the changes of the history.</summary>
internal sealed class ChangeFilter
{
    private readonly Option<string[]> _person = new("--person")
    {
        Description = "Only changes of this person: a name, an id, a match key. May be given several times.",
        HelpName = "PERSON",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _group = new("--group")
    {
        Description = "Only changes in this vendor group. May be given several times.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<JournalOperation[]> _operation = new("--operation")
    {
        Description = "Only changes that do, or would have done, this. May be given several times.",
        HelpName = string.Join('|', Enum.GetNames<JournalOperation>()),
        DefaultValueFactory = _ => [],
    };

    private readonly Option<RecordedOutcome[]> _outcome = new("--outcome")
    {
        Description = "Only changes that came to this end. May be given several times.",
        HelpName = string.Join('|', Enum.GetNames<RecordedOutcome>()),
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _changes = new("--changes");

    /// <param name="changes">What asking for all changes means for the verb.</param>
    public ChangeFilter(string changes) => _changes.Description = changes;

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_changes, _person, _group, _operation, _outcome];

    /// <summary>Whether changes are asked for.</summary>
    public bool IsUsed(ParseResult arguments) => arguments.GetValue(_changes)
        || new Option[] { _person, _group, _operation, _outcome }.Any(option => arguments.GetResult(option) is { Implicit: false });

    /// <summary>What is asked for.</summary>
    public ChangeQuery ToQuery(ParseResult arguments) => new()
    {
        People = arguments.GetValue(_person)!,
        Groups = arguments.GetValue(_group)!,
        Operations = arguments.GetValue(_operation)!,
        Outcomes = arguments.GetValue(_outcome)!,
    };
}
