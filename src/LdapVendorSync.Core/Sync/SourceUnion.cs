using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>Makes one set of people out of the parts of a union.</summary>
internal static class SourceUnion
{
    /// <summary>
    /// Everybody of every part, once. A person whom an earlier part of the same source has under the same id, or another source under the
    /// same key, is the same person; what the earlier one says counts.
    /// </summary>
    public static IReadOnlyList<GroupMember> Merge(
        IReadOnlyList<GroupContent> parts, bool isAcrossSources, AttributeProjection projection, IReadOnlyList<string> matchOn)
    {
        if (parts is [var only] && !isAcrossSources)
            return [.. only.Members.Select(projection.Project)];

        var people = new List<GroupMember>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var projected = parts.SelectMany(part => part.Members).Select(projection.Project);
        var sourceByKey = new Dictionary<MatchKey, string?>();
        foreach (var person in isAcrossSources ? projected.Select(SourceIdentity.Qualify) : projected)
        {
            if (!ids.Add(person.Id) || IsKnownFromAnotherSource(person, matchOn, sourceByKey))
                continue;
            people.Add(person);
        }

        return people;
    }

    private static bool IsKnownFromAnotherSource(
        GroupMember person, IReadOnlyList<string> matchOn, Dictionary<MatchKey, string?> sourceByKey)
    {
        var source = person.Read?.System;
        var key = matchOn.Select(attribute => MatchKey.Of(person, attribute)).FirstOrDefault(candidate => candidate is not null);

        // Two people of one source with one key stay two: the comparison reports them.
        return key is { } known && !sourceByKey.TryAdd(known, source) && sourceByKey[known] != source;
    }
}
