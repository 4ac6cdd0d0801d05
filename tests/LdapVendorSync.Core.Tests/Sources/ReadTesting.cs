using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Tests.Sources;

/// <summary>Reads a group to its end.</summary>
internal static class ReadTesting
{
    public static Task<(List<GroupMember> Members, GroupRead Read)> ReadAllAsync(
        this ISource source, string group, bool? recurse = null, CancellationToken cancellationToken = default) =>
        source.ReadAllAsync(new GroupReference(group, recurse), cancellationToken);

    public static async Task<(List<GroupMember> Members, GroupRead Read)> ReadAllAsync(
        this ISource source, GroupReference group, CancellationToken cancellationToken = default)
    {
        var read = source.ReadGroup(group, cancellationToken);
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return (members, read);
    }

    public static IEnumerable<string?> UserNames(this IEnumerable<GroupMember> members) =>
        members.Select(member => member.UserName).Order(StringComparer.Ordinal);

    public static void ShouldBeComplete(this GroupRead read) =>
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Complete, read.Completeness.ToString());

    public static ReadReason ShouldHaveOneReason(this GroupRead read)
    {
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial, read.Completeness.ToString());
        return read.Completeness.Reasons.ShouldHaveSingleItem();
    }

    public static SourceException ShouldHaveFailed(this GroupRead read, SourceFailure failure)
    {
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed, read.Completeness.ToString());
        var error = read.Completeness.Error.ShouldBeOfType<SourceException>();
        error.Failure.ShouldBe(failure, error.Message);
        return error;
    }
}
