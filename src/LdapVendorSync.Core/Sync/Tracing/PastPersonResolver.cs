using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Finds the one person whom a text means in what the history keeps. No server is asked.</summary>
/// <param name="scope">What the history keeps around the moment.</param>
/// <param name="matchOn">The attributes that recognise people.</param>
/// <param name="project">Puts a person into the vendor's terms.</param>
internal sealed class PastPersonResolver(PastScope scope, IReadOnlyList<string> matchOn, Func<GroupMember, GroupMember> project)
{
    /// <summary>Finds the person.</summary>
    /// <exception cref="TraceException">Nobody or several are meant.</exception>
    public TraceSubject Resolve(string text)
    {
        var subjects = FindIn(scope.Before, text);
        if (subjects.Count == 0)
            subjects = FindIn(scope.After, text);
        if (subjects.Count == 0)
            subjects = HistoryPeople.Find(text, scope.Links, scope.Journal);
        return subjects switch
        {
            [var only] => Complete(only),
            [] => throw NotFound(text),
            _ => throw TraceException.Ambiguous(text, [.. subjects.Select(subject => subject.ToPerson())]),
        };
    }

    private List<TraceSubject> FindIn(PastRead read, string text)
    {
        var people = Best(
            read.Sources.SelectMany(source => source.Members.Select(member => (source.Snapshot.Details.System, Member: member))),
            person => person.Member,
            text);
        if (people.Count > 0)
            return [.. people
                .Select(person => new TraceSubject { Source = person.System, SourceId = person.Member.Id, Member = person.Member })
                .DistinctBy(subject => (subject.Source!.ToUpperInvariant(), subject.SourceId))];
        return [.. Best(read.Vendor?.Members ?? [], account => account, text).Select(account => WithPerson(read, account))];
    }

    private TraceSubject WithPerson(PastRead read, GroupMember account)
    {
        var subject = new TraceSubject { VendorId = account.Id, Account = account };
        if (scope.Links.FirstOrDefault(link => link.VendorId == account.Id) is { } link)
            return subject with { Source = link.Source, SourceId = link.SourceId, Link = link };
        var people = read.Sources
            .SelectMany(source => source.Members.Select(member => (source.Snapshot.Details.System, Member: member)))
            .Where(person => PersonKey.Best(account, matchOn) is { } key && MatchKey.Of(project(person.Member), key.Attribute) == key)
            .ToList();
        return people is [var only]
            ? subject with { Source = only.System, SourceId = only.Member.Id, Member = only.Member }
            : subject;
    }

    private TraceSubject Complete(TraceSubject subject)
    {
        var link = subject.Link ?? scope.Links.FirstOrDefault(link =>
            link.SourceId == subject.SourceId && link.Source.Equals(subject.Source, StringComparison.OrdinalIgnoreCase));
        subject = subject with { Link = link };
        subject = subject with
        {
            Member = scope.Before.Find(subject).Concat(scope.After.Find(subject)).Select(found => found.Member).FirstOrDefault()
                ?? subject.Member,
            VendorId = subject.VendorId ?? FindAccountOfThen(subject),
        };
        if (subject.VendorId is null)
            subject = FindByKey(subject);
        var accounts = new[] { scope.Before, scope.After }.SelectMany(read => read.Vendor?.Members ?? []);
        return subject with { Account = subject.Account ?? accounts.FirstOrDefault(account => account.Id == subject.VendorId) };
    }

    // A link may have been made since, to another account than runs changed then.
    private string? FindAccountOfThen(TraceSubject subject)
    {
        var known = scope.Journal
            .Where(change => change.IntendedAt <= scope.At && subject.SourceId is not null && change.Intent.SourceId == subject.SourceId)
            .Where(change => string.Equals(change.Intent.Source, subject.Source, StringComparison.OrdinalIgnoreCase))
            .Select(change => change.Intent.VendorId)
            .Reverse()
            .Append(subject.Link?.VendorId)
            .OfType<string>()
            .ToList();
        var accounts = (scope.Before.Vendor?.Members ?? []).Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        return known.Find(accounts.Contains) ?? known.FirstOrDefault();
    }

    // An account whose link is gone, or that was never linked.
    private TraceSubject FindByKey(TraceSubject subject)
    {
        if (subject.Member is not { } member || PersonKey.Best(project(member), matchOn) is not { } key)
            return subject with { IsAccountInDoubt = true };
        var fitting = (scope.Before.Vendor?.Members ?? [])
            .Where(account => MatchKey.Of(account, key.Attribute) == key)
            .Where(account => scope.Links.All(link => link.VendorId != account.Id))
            .ToList();
        return fitting is [var only]
            ? subject with { VendorId = only.Id }
            : subject with { IsAccountInDoubt = fitting.Count > 1 };
    }

    private static List<T> Best<T>(IEnumerable<T> items, Func<T, GroupMember> memberOf, string text)
    {
        var found = items
            .Select(item => (Item: item, Fit: PersonText.FitOf(memberOf(item), text)))
            .Where(pair => pair.Fit != TextFit.None)
            .ToList();
        var best = found.Select(pair => pair.Fit).DefaultIfEmpty(TextFit.None).Max();
        return [.. found.Where(pair => pair.Fit == best).Select(pair => pair.Item)];
    }

    private TraceException NotFound(string text) => new(
        TraceFailure.PersonNotFound,
        $"The history knows nobody '{text}': looked for in what it keeps of '{scope.Group}' at '{scope.Vendor.Name}' before and after "
            + $"{TraceText.Time(scope.At)}, in links and in the journal, by id, DN, user name, mail and name."
            + (scope.Before.IsKept ? string.Empty : " Nothing is kept of what runs read of the group at that moment or before."));
}
