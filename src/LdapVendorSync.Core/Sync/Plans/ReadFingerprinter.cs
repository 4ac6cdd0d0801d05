using System.Security.Cryptography;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>Takes the fingerprints of the reads of a mapping.</summary>
/// <param name="policy">Says which attributes are compared.</param>
internal sealed class ReadFingerprinter(MappingPolicy policy)
{
    private const char Separator = '\u001F';

    private readonly AttributeProjection _projection = new(policy);

    /// <summary>The fingerprints of both sides.</summary>
    public ReadFingerprints Take(IReadOnlyList<GroupContent> parts, GroupContent vendor) => new(
        Take(
            parts.SelectMany(part => part.Members).Select(_projection.Project),
            [.. parts.Concat(Excluded(parts)).Select(part => part.Completeness)],
            Excluded(parts).SelectMany(group => group.Members).Select(_projection.Project)),
        Take(vendor.Members, [vendor.Completeness], []));

    private static IEnumerable<GroupContent> Excluded(IReadOnlyList<GroupContent> parts) =>
        parts.SelectMany(part => part.Except).Select(group => group.Content);

    private ReadFingerprint Take(
        IEnumerable<GroupMember> members, IReadOnlyList<Completeness> completeness, IEnumerable<GroupMember> excluded)
    {
        var lines = members.Select(Describe).ToList();
        var count = lines.Count;
        lines.AddRange(excluded.Select(member => $"except{Separator}{Describe(member)}"));
        lines.AddRange(completeness
            .SelectMany(read => read.Reasons)
            .Select(reason => $"{reason.Kind}{Separator}{reason.Scope}{Separator}{reason.Reference}"));
        lines.Sort(StringComparer.Ordinal);
        var status = completeness.Max(read => read.Status);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(status.ToString()));
        foreach (var line in lines)
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{line.Length}:{line}"));
        return new ReadFingerprint(status, count, PlanChecksum.Format(hash.GetHashAndReset()));
    }

    private string Describe(GroupMember member)
    {
        var line = new StringBuilder(member.Read?.System).Append(Separator).Append(member.Id);
        foreach (var attribute in _projection.Targets.Concat(policy.MatchOn).Append(AttributeNames.Enabled))
            line.Append(Separator).Append(member.GetValue(attribute));
        return line.ToString();
    }
}
