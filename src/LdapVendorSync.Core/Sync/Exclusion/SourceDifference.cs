using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>
/// The parts of a mapping's source group without the people of the groups that each of them leaves out. Whoever another part has for
/// certain is a member all the same.
/// </summary>
internal sealed class SourceDifference
{
    private readonly IReadOnlyList<PartDifference> _parts;
    private readonly bool _isAcrossSources;
    private readonly IReadOnlyList<string> _matchOn;
    private readonly MemberLinks _links;
    private readonly Dictionary<string, string> _doubts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _certainIds = new(StringComparer.Ordinal);
    private readonly KeyIndex _certainKeys;
    private readonly Dictionary<string, ExcludedPerson> _excludedById = new(StringComparer.Ordinal);
    private readonly KeyIndex _excludedKeys;

    /// <param name="mapping">The mapping.</param>
    /// <param name="parts">The source group, part by part.</param>
    /// <param name="projection">Puts people into the vendor's terms.</param>
    /// <param name="links">Confirmed pairs.</param>
    /// <param name="memory">What earlier runs know.</param>
    public SourceDifference(
        SyncMapping mapping, IReadOnlyList<GroupContent> parts, AttributeProjection projection, MemberLinks links, ExclusionMemory memory)
    {
        (_isAcrossSources, _matchOn, _links) = (mapping.IsAcrossSources, mapping.Policy.MatchOn, links);
        (_certainKeys, _excludedKeys) = (new KeyIndex(_matchOn), new KeyIndex(_matchOn));
        _parts = [.. parts.Select(part => PartDifference.Of(part, Project(part), projection.Project, AccountOf, mapping.Policy, memory))];
        Parts = [.. _parts.Select(part => part.Remaining)];
        Doubts = [.. _parts.SelectMany(part => part.GroupDoubts).Distinct()];
        foreach (var part in _parts.Where(part => part.Excluded.Count > 0))
            NoteExcluded(part);
        if (_parts.Any(IsUncertain))
            NoteCertain(projection);

        IReadOnlyList<GroupMember> Project(GroupContent part) => part.Except.Count == 0 ? [] : [.. part.Members.Select(projection.Project)];
    }

    /// <summary>The parts without those who are certainly left out.</summary>
    public IReadOnlyList<GroupContent> Parts { get; }

    /// <summary>Who is left out, under the ids of the mapping's people.</summary>
    public IReadOnlyCollection<ExcludedPerson> Excluded => _excludedById.Values;

    /// <summary>What is wrong with excluded groups that may leave out more people than was read.</summary>
    public IReadOnlyList<string> Doubts { get; }

    /// <summary>Why it is not certain whether somebody is a member; <see langword="null"/> where it is.</summary>
    public string? DoubtAbout(GroupMember person) => _doubts.Count > 0 && !IsCertain(person) ? _doubts.GetValueOrDefault(person.Id) : null;

    /// <summary>Whether somebody may yet be one of those whom a group leaves out that cannot be believed.</summary>
    public bool MayBeLeftOut(GroupMember person) => Doubts.Count > 0 && !IsCertain(person);

    /// <summary>Who is left out and has an account; <see langword="null"/> where it is nobody's of them.</summary>
    public ExcludedPerson? OwnerOf(GroupMember account)
    {
        if (_excludedById.Count == 0)
            return null;
        return _links.SourceIdOf(account.Id) is { } owner
            ? _excludedById.GetValueOrDefault(owner)
            : _excludedKeys.Fitting(account).Select(person => _excludedById[person.Id]).FirstOrDefault();
    }

    private static bool IsUncertain(PartDifference part) => part.Doubts.Count > 0 || part.GroupDoubts.Count > 0;

    private bool IsCertain(GroupMember person) =>
        _certainIds.Contains(person.Id) || (_isAcrossSources && _certainKeys.CountFitting(person, out _) > 0);

    private void NoteExcluded(PartDifference part)
    {
        foreach (var excluded in part.Excluded.Select(excluded => excluded with { Person = AsMember(excluded.Person) }))
        {
            if (_excludedById.TryAdd(excluded.Person.Id, excluded))
                _excludedKeys.Add(excluded.Person);
        }
    }

    private void NoteCertain(AttributeProjection projection)
    {
        foreach (var part in _parts)
        {
            foreach (var person in part.Remaining.Members)
            {
                var member = AsMember(person);
                if (part.Doubts.TryGetValue(person.Id, out var doubt))
                    _doubts.TryAdd(member.Id, doubt);
                else if (part.GroupDoubts.Count == 0 && _certainIds.Add(member.Id) && _isAcrossSources)
                    _certainKeys.Add(projection.Project(member));
            }
        }
    }

    private string? AccountOf(GroupMember person) => _links.VendorIdOf(AsMember(person).Id);

    private GroupMember AsMember(GroupMember person) => _isAcrossSources ? SourceIdentity.Qualify(person) : person;
}
