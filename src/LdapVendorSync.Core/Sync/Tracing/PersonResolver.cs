using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>
/// Finds the one person whom a text means: at the sources, then at the vendor, then in the history. Nobody is guessed: who fits best by id
/// or DN, then by login name or mail address, then by name, and only if it is one.
/// </summary>
internal sealed class PersonResolver(TraceScope scope)
{
    private readonly List<string> _unread = [];

    /// <summary>Finds the person.</summary>
    /// <exception cref="TraceException">Nobody or several are meant.</exception>
    public async Task<TraceSubject> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        var people = await FindPeopleAsync(text, cancellationToken).ConfigureAwait(false);
        var accounts = await FindAccountsAsync(text, cancellationToken).ConfigureAwait(false);
        var subjects = people.Count > 0
            ? [.. people.Select(WithAccount), .. Others(text, people, accounts)]
            : await FollowAsync(accounts, cancellationToken).ConfigureAwait(false);
        if (subjects.Count == 0)
            subjects = await FindInHistoryAsync(text, cancellationToken).ConfigureAwait(false);
        return subjects switch
        {
            [var only] => await CompleteAsync(only, cancellationToken).ConfigureAwait(false),
            [] => throw NotFound(text),
            _ => throw TraceException.Ambiguous(text, [.. subjects.Select(subject => subject.ToPerson())]),
        };
    }

    private async Task<List<TraceSubject>> FindPeopleAsync(string text, CancellationToken cancellationToken)
    {
        var found = new List<(TraceSubject Subject, TextFit Fit)>();
        foreach (var source in scope.Sources)
        {
            var members = scope.Parts
                .Where(part => part.Source.Equals(source, StringComparison.OrdinalIgnoreCase))
                .SelectMany(part => part.Content.Members)
                .DistinctBy(member => member.Id)
                .Where(member => PersonText.FitOf(member, text) != TextFit.None)
                .ToList();
            var entries = await LookUpAsync(source, text, cancellationToken).ConfigureAwait(false);
            found.AddRange(members
                .Where(member => entries.All(entry => entry.Person.Id != member.Id))
                .Select(member => (Of(source, member, entry: null), PersonText.FitOf(member, text))));
            found.AddRange(entries.Select(entry => (Of(source, scope.FindMember(source, entry.Person.Id), entry), FitOf(entry, text))));
        }

        return Best(found);
    }

    private async Task<IReadOnlyList<PersonEntry>> LookUpAsync(string source, string text, CancellationToken cancellationToken)
    {
        try
        {
            return scope.Session.GetSource(source) is IPersonLookup lookup
                ? await lookup.FindPeopleAsync(text, cancellationToken).ConfigureAwait(false)
                : [];
        }
        catch (SourceException error)
        {
            _unread.Add(error.Message);
            return [];
        }
    }

    private async Task<List<GroupMember>> FindAccountsAsync(string text, CancellationToken cancellationToken)
    {
        if (scope.VendorError is { } error)
            _unread.Add(error);
        var members = (scope.VendorContent?.Members ?? [])
            .Select(member => (member, PersonText.FitOf(member, text)))
            .Where(pair => pair.Item2 != TextFit.None)
            .ToList();
        if (members.Count == 0)
            members.AddRange((await scope.FindAccountsByTextAsync(text, cancellationToken).ConfigureAwait(false))
                .Select(account => (account, PersonText.FitOf(account, text))));
        return Best(members);
    }

    // An account with the same key says nothing against a person; one that the text names by its id, and that is somebody else's, does.
    private IEnumerable<TraceSubject> Others(string text, List<TraceSubject> people, List<GroupMember> accounts) => accounts
        .Where(account => PersonText.FitOf(account, text) == TextFit.Id)
        .Where(account => people.TrueForAll(person => WithAccount(person).VendorId != account.Id))
        .Select(WithPerson)
        .Where(subject => people.TrueForAll(person => subject.SourceId is null || person.SourceId != subject.SourceId));

    private async Task<List<TraceSubject>> FollowAsync(List<GroupMember> accounts, CancellationToken cancellationToken)
    {
        var subjects = new List<TraceSubject>();
        foreach (var account in accounts)
        {
            var subject = WithPerson(account);
            subjects.Add(subject.SourceId is null ? await FindByKeysAsync(subject, cancellationToken).ConfigureAwait(false) : subject);
        }

        return subjects;
    }

    private async Task<TraceSubject> FindByKeysAsync(TraceSubject subject, CancellationToken cancellationToken)
    {
        var keys = scope.MatchOn.Select(attribute => MatchKey.Of(subject.Account!, attribute)).OfType<MatchKey>().ToList();
        foreach (var source in scope.Sources)
        {
            foreach (var key in keys)
            {
                var entries = (await LookUpAsync(source, key.Value, cancellationToken).ConfigureAwait(false))
                    .Where(entry => MatchKey.Of(entry.Person, key.Attribute) == key)
                    .ToList();
                if (entries is [var entry] && scope.FindLink(source, entry.Person.Id) is null)
                    return Of(source, scope.FindMember(source, entry.Person.Id), entry) with
                    {
                        Account = subject.Account,
                        VendorId = subject.VendorId,
                    };
            }
        }

        return subject;
    }

    private async Task<List<TraceSubject>> FindInHistoryAsync(string text, CancellationToken cancellationToken)
    {
        var subjects = HistoryPeople.Find(text, scope.Links, scope.Journal);
        return subjects is [var only] ? [await LookAgainAsync(only, cancellationToken).ConfigureAwait(false)] : subjects;
    }

    // Somebody with another name by now.
    private async Task<TraceSubject> LookAgainAsync(TraceSubject subject, CancellationToken cancellationToken)
    {
        if (subject is not { Source: { } source, SourceId: { } id } || !scope.Sources.Contains(source, StringComparer.OrdinalIgnoreCase))
            return subject;
        var entries = await LookUpAsync(source, id, cancellationToken).ConfigureAwait(false);
        return subject with
        {
            Entry = entries.FirstOrDefault(entry => entry.Person.Id == id),
            Member = scope.FindMember(source, id),
        };
    }

    // What one side told is completed by what the other knows of the same person.
    private async Task<TraceSubject> CompleteAsync(TraceSubject subject, CancellationToken cancellationToken)
    {
        if (subject is { SourceId: not null, Entry: null })
            subject = await LookAgainAsync(subject, cancellationToken).ConfigureAwait(false);
        subject = subject with { Link = subject.Link ?? scope.FindLink(subject.Source, subject.SourceId) };
        subject = subject with { VendorId = subject.VendorId ?? subject.Link?.VendorId };
        if (subject.Account is not null)
            return subject;
        return subject.VendorId is { } vendorId && scope.FindVendorMember(vendorId) is { } member
            ? subject with { Account = member }
            : await FindAccountAsync(subject, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TraceSubject> FindAccountAsync(TraceSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Person is not { } person || scope.IsInDoubt(subject))
            return subject;
        var account = await scope.FindAccountAsync(scope.Project(person), cancellationToken).ConfigureAwait(false);
        var isTheirs = account is not null
            && (subject.VendorId is not { } linked || account.Id == linked)
            && (LinkOf(account.Id) is not { } other || other.SourceId == subject.SourceId);
        return isTheirs ? subject with { Account = account, VendorId = account!.Id } : subject;
    }

    private TraceSubject WithAccount(TraceSubject subject) =>
        scope.FindMatch(subject) is { } match ? subject with { Account = match.Vendor, VendorId = match.Vendor.Id } : subject;

    private TraceSubject WithPerson(GroupMember account)
    {
        var subject = new TraceSubject { Account = account, VendorId = account.Id };
        if (scope.FindMatchOfAccount(account.Id) is { } match)
        {
            var source = match.Source.Read!.System;
            var id = SourceIdentity.Unqualify(match.Source.Id);
            return subject with { Source = source, SourceId = id, Member = scope.FindMember(source, id) };
        }

        return LinkOf(account.Id) is { } link
            ? subject with
            {
                Source = link.Source,
                SourceId = link.SourceId,
                Member = scope.FindMember(link.Source, link.SourceId),
                Link = link,
            }
            : subject;
    }

    private Link? LinkOf(string? vendorId) => scope.Links.FirstOrDefault(link => link.VendorId == vendorId);

    private static TraceSubject Of(string source, GroupMember? member, PersonEntry? entry) => new()
    {
        Source = source,
        SourceId = SourceIdentity.Unqualify((member ?? entry!.Person).Id),
        Member = member,
        Entry = entry,
    };

    private static TextFit FitOf(PersonEntry entry, string text) =>
        PersonText.FitOf(entry.Person, text) is var fit and not TextFit.None ? fit : TextFit.Name;

    private static List<T> Best<T>(List<(T Item, TextFit Fit)> found)
    {
        var best = found.Select(pair => pair.Fit).DefaultIfEmpty(TextFit.None).Max();
        return [.. found.Where(pair => pair.Fit == best).Select(pair => pair.Item)];
    }

    private TraceException NotFound(string text)
    {
        var sources = $"the source{(scope.Sources.Count == 1 ? string.Empty : "s")} '{string.Join("', '", scope.Sources)}'";
        var message = $"Nobody '{text}' was found: looked for at {sources} by id, DN, user name, mail and name, "
            + $"at '{scope.Vendor}' in the group '{scope.Group}' and by user name and mail, and in the history.";
        return _unread.Count == 0
            ? new TraceException(TraceFailure.PersonNotFound, message)
            : new TraceException(TraceFailure.SourceUnreadable, $"{message} Not everything could be read: {string.Join(" ", _unread)}");
    }
}
