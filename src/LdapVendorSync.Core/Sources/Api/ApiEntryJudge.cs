using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>Tells which entries of a read are members: people whom the settings count, each once. The others are told of.</summary>
internal sealed class ApiEntryJudge(GroupReadRecorder recorder)
{
    private static readonly string[] Fields =
    [
        .. AttributeNames.Profile, AttributeNames.DisplayName, AttributeNames.Enabled, AttributeNames.DistinguishedName,
    ];

    private readonly Dictionary<string, ApiEntry> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contradicted = new(StringComparer.Ordinal);

    /// <summary>The member that an entry is.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The member; <see langword="null"/> for somebody who came before, and for an entry that is no member.</returns>
    public GroupMember? Judge(ApiEntry entry)
    {
        var person = entry.Person;
        if (!_seen.TryAdd(person.Id, entry))
        {
            CompareWith(_seen[person.Id], entry);
            return null;
        }

        if (entry.NonPerson is { } kind)
        {
            recorder.FilteredOut++;
            recorder.NoteNonPeople(new NonPersonMembers(kind, 1, [person.Label]));
            return null;
        }

        if (entry.Doubt is { } doubt)
        {
            recorder.Report(
                Hidden(person, $"'{person.Label}' (id {person.Id}) is listed, but it cannot be told whether they count: {doubt}"));
            return null;
        }

        if (entry.LeftOut is not null)
        {
            recorder.FilteredOut++;
            return null;
        }

        recorder.LimitValidity(person.AccountStateUntil);
        return person;
    }

    // Two pages, or two groups, that were read at different moments. Whatever is right, nobody loses anything by it.
    private void CompareWith(ApiEntry first, ApiEntry entry)
    {
        if (IsSame(first, entry) || !_contradicted.Add(entry.Person.Id))
            return;
        recorder.Report(new ReadReason(
            ReadReasonKind.PagingInconsistent,
            HoldScope.Person,
            $"'{first.Person.Label}' (id {first.Person.Id}) came twice, and not the same: {Describe(first)}, then {Describe(entry)}. "
                + "Did they change meanwhile? What came first is taken.",
            ReferenceOf(first.Person)));
    }

    private static ReadReason Hidden(GroupMember person, string message) =>
        new(ReadReasonKind.HiddenMember, HoldScope.Person, message, ReferenceOf(person));

    // As links remember them.
    private static string ReferenceOf(GroupMember person) => person.DistinguishedName ?? person.Id;

    private static string Describe(ApiEntry entry) => entry switch
    {
        { NonPerson: not null } => "no person",
        { Doubt: { } doubt } => $"in doubt ({doubt})",
        { LeftOut: { } reason } => $"left out ({reason})",
        _ => $"a member named '{entry.Person.Label}'",
    };

    private static bool IsSame(ApiEntry one, ApiEntry other) =>
        one.NonPerson == other.NonPerson
        && one.LeftOut == other.LeftOut
        && one.Doubt == other.Doubt
        && IsSame(one.Person, other.Person);

    private static bool IsSame(GroupMember one, GroupMember other) =>
        one.AccountState == other.AccountState
        && Fields.All(name => one.GetValue(name) == other.GetValue(name))
        && one.Attributes.Count == other.Attributes.Count
        && one.Attributes.All(pair => other.Attributes.TryGetValue(pair.Key, out var values) && pair.Value.SequenceEqual(values));
}
