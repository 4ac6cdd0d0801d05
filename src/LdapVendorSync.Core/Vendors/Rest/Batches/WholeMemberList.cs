using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>The members as they were listed, to be put into a body of their own.</summary>
internal sealed class WholeMemberList(
    RestSession session, RestReplace replace, VendorGroup group, IEnumerable<GroupMember> members) : IMemberList
{
    private readonly OrderedDictionary<string, RestValues> _people = new(
        members.Select(member => KeyValuePair.Create(member.Id, session.ValuesFor(member, group))), StringComparer.Ordinal);

    public string? ETag => null;

    public IReadOnlySet<string> Ids => _people.Keys.ToHashSet(StringComparer.Ordinal);

    public void Add(RestValues person) => _people[person.UserId!] = person;

    public void Remove(string id) => _people.Remove(id);

    public VendorHttpRequest Complete(VendorHttpRequest request) => request with
    {
        Body = replace.Write.Body!.Render(new RestValues { Group = group, People = [.. _people.Values] }),
    };
}
