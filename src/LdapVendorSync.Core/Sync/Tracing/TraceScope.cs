using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Everything that was read to answer a question about now.</summary>
internal sealed record TraceScope
{
    private readonly List<string> _failedLookUps = [];

    /// <summary>Opens the sources.</summary>
    public required SyncSession Session { get; init; }

    /// <summary>The vendor.</summary>
    public required VendorSettings Settings { get; init; }

    /// <summary>The vendor group.</summary>
    public required string Group { get; init; }

    /// <summary>The copy of the history.</summary>
    public required HistoryCopy History { get; init; }

    /// <summary>The mapping as it stands; <see langword="null"/> where none leads to the group.</summary>
    public LiveComparison? Comparison { get; init; }

    /// <summary>The connection to the vendor; <see langword="null"/> where there is none.</summary>
    public VendorConnection? Connection { get; init; }

    /// <summary>Why the vendor could not be read.</summary>
    public string? VendorError { get; init; }

    /// <summary>Who is in the vendor group; <see langword="null"/> where it could not be read.</summary>
    public GroupContent? VendorContent { get; init; }

    /// <summary>The sources that may know the person.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The links of these sources to the vendor.</summary>
    public required IReadOnlyList<Link> Links { get; init; }

    /// <summary>What runs changed in the group and at the vendor's accounts.</summary>
    public required IReadOnlyList<JournalEntry> Journal { get; init; }

    /// <summary>Why look-ups of accounts told nothing.</summary>
    public IReadOnlyList<string> FailedLookUps => _failedLookUps;

    /// <summary>The vendor's name.</summary>
    public string Vendor => Settings.Name;

    /// <summary>The attributes that recognise people.</summary>
    public IReadOnlyList<string> MatchOn => Comparison?.Mapping.Policy.MatchOn ?? Settings.MatchOn;

    /// <summary>What a run would do; <see langword="null"/> where nothing could be compared.</summary>
    public MappingPlan? Plan => Comparison?.Run.Plan;

    /// <summary>The parts of the source group.</summary>
    public IEnumerable<(string Source, GroupContent Content)> Parts =>
        Comparison?.Parts.Select(part => (part.Part.Source, part.Content)) ?? [];

    /// <summary>Whether the vendor has no group of that name, where no mapping leads to it.</summary>
    public bool IsUnknownGroup { get; init; }

    /// <summary>Whether the vendor group was read to its proved end.</summary>
    public bool IsVendorComplete => VendorContent is { Completeness.Status: CompletenessStatus.Complete };

    /// <summary>A member of the source group.</summary>
    public GroupMember? FindMember(string source, string id) => Parts
        .Where(part => part.Source.Equals(source, StringComparison.OrdinalIgnoreCase))
        .SelectMany(part => part.Content.Members)
        .FirstOrDefault(member => member.Id == id);

    /// <summary>A member of the vendor group.</summary>
    public GroupMember? FindVendorMember(string vendorId) => VendorContent?.Members.FirstOrDefault(member => member.Id == vendorId);

    /// <summary>The pair that the comparison made of a person.</summary>
    public MatchedMember? FindMatch(TraceSubject subject) => Plan?.Matched.FirstOrDefault(pair => IsMeant(pair.Source, subject));

    /// <summary>The pair that the comparison made of an account.</summary>
    public MatchedMember? FindMatchOfAccount(string vendorId) => Plan?.Matched.FirstOrDefault(pair => pair.Vendor.Id == vendorId);

    /// <summary>The link of a person.</summary>
    public Link? FindLink(string? source, string? sourceId) => Links.FirstOrDefault(link =>
        link.SourceId == sourceId && link.Source.Equals(source, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is not certain about a person.</summary>
    public IReadOnlyList<IdentityProblem> FindProblems(TraceSubject subject) =>
    [
        .. (Plan?.Problems ?? []).Where(problem => problem.Side == ReadSide.Source
            ? IsMeant(problem.Member, subject)
            : subject.VendorId is not null && problem.Member.Id == subject.VendorId),
    ];

    /// <summary>Whether it is not certain which account is a person's.</summary>
    public bool IsInDoubt(TraceSubject subject) => FindProblems(subject).Any(problem => problem.Side == ReadSide.Source);

    /// <summary>Whether a person of the plan is the one who is meant; of several sources that know somebody the first counts.</summary>
    public bool IsMeant(GroupMember? planned, TraceSubject subject)
    {
        if (planned is null)
            return false;
        return subject.IsAtSource(planned)
            || (Comparison!.Mapping.IsAcrossSources
                && subject.Member is { } member
                && PersonKey.Best(Project(member), MatchOn) is { } key
                && PersonKey.Best(planned, MatchOn) == key);
    }

    /// <summary>A person in the vendor's terms.</summary>
    public GroupMember Project(GroupMember person) =>
        Comparison is { } comparison ? new AttributeProjection(comparison.Mapping.Policy).Project(person) : person;

    /// <summary>
    /// The one account that a person's best key finds; <see langword="null"/> where there is none, or the vendor cannot tell.
    /// </summary>
    public async Task<GroupMember?> FindAccountAsync(GroupMember person, CancellationToken cancellationToken) =>
        PersonKey.Best(person, MatchOn) is { } key ? await TryFindAsync(key, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>The accounts that have a text as their user name, mail address or another key.</summary>
    public async Task<IReadOnlyList<GroupMember>> FindAccountsByTextAsync(string text, CancellationToken cancellationToken)
    {
        var found = new List<GroupMember>();
        var attributes = MatchOn.Append(AttributeNames.UserName).Append(AttributeNames.Email).Select(AttributeNames.Canonical);
        foreach (var attribute in attributes.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (MatchKey.Create(attribute, text) is { } key
                && await TryFindAsync(key, cancellationToken).ConfigureAwait(false) is { } account)
            {
                found.Add(account);
            }
        }

        return [.. found.DistinctBy(account => account.Id)];
    }

    // That a vendor cannot find by some attribute, or finds several, is no answer.
    private async Task<GroupMember?> TryFindAsync(MatchKey key, CancellationToken cancellationToken)
    {
        if (Connection is null)
            return null;
        try
        {
            var account = await Connection.Provider.FindUserAsync(key, cancellationToken).ConfigureAwait(false);
            return account is not null && MatchKey.Of(account, key.Attribute) is { } actual && actual != key ? null : account;
        }
        catch (VendorException error)
        {
            _failedLookUps.Add(error.Message);
            return null;
        }
    }
}
