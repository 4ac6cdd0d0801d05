using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Collects what the searches for people's <c>uid</c> bring, and concludes what each <c>memberUid</c> means.</summary>
internal sealed class UserIdSearch(LdapDirectory directory)
{
    private readonly Dictionary<string, Dictionary<DistinguishedName, DirectoryEntry>> _people = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DirectoryEntry> _anybody = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<MemberReference, LookupAnswer> _unfinished = [];
    private LdapSearchReference? _elsewhere;

    /// <summary>Takes in people who match the settings' filter.</summary>
    public void AddPeople(LookupAnswer answer)
    {
        foreach (var entry in answer.Entries.Where(entry => !EntryClasses.IsGroup(entry)))
        {
            foreach (var userId in entry.Texts("uid"))
            {
                if (!_people.TryGetValue(userId, out var people))
                    _people.Add(userId, people = []);
                people[entry.Dn] = entry;
            }
        }

        NoteUnfinished(answer);
    }

    /// <summary>Takes in entries that the settings' filter leaves out.</summary>
    public void AddAnybody(LookupAnswer answer)
    {
        foreach (var entry in answer.Entries)
        {
            foreach (var userId in entry.Texts("uid"))
                _anybody[userId] = entry;
        }

        NoteUnfinished(answer);
    }

    /// <summary>The references that no person was found for.</summary>
    public IEnumerable<MemberReference> NotFound(IEnumerable<MemberReference> members) =>
        [.. members.Where(member => !_people.ContainsKey(member.UserId!))];

    /// <summary>What a reference means; <see langword="null"/> where that cannot be said, which is then reported.</summary>
    public ResolvedMember? Conclude(MemberReference member, DirectoryGroup group, GroupReadRecorder recorder)
    {
        var people = _people.GetValueOrDefault(member.UserId!);
        if (people is { Count: > 1 })
            return ResolvedMember.Missing.Ambiguous(member, group, people.Keys);
        if (_unfinished.TryGetValue(member, out var answer))
        {
            recorder.Report(new ReadReason(
                LdapFault.KindOf(answer.Result.Code),
                HoldScope.Mapping,
                $"'{member}', a member of '{group.Dn}', could not be looked for: {answer.Result}.",
                member.Text));
            return null;
        }

        if (people is not null)
            return new ResolvedMember.Person(people.Values.Single(), group);
        if (_anybody.TryGetValue(member.UserId!, out var other))
            return ResolvedMember.NoPerson(member, other, group, directory.FilterDoubt.Of(other));
        if (_elsewhere is null)
            return new ResolvedMember.Missing(member, group, "nobody has this uid.");
        recorder.Report(ReferredMember.Explain(directory, $"'{member}', a member of '{group.Dn}',", member, $"{_elsewhere}"));
        return null;
    }

    private void NoteUnfinished(LookupAnswer answer)
    {
        _elsewhere ??= answer.References is [var first, ..] ? first : null;
        if (answer.Result.IsSuccess)
            return;
        foreach (var member in answer.Members)
            _unfinished.TryAdd(member, answer);
    }
}
