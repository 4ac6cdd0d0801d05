using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

public sealed class ChangePlannerTests : IDisposable
{
    private readonly SyncFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whoever_was_never_at_the_source_stays_however_many_they_are()
    {
        const int Strangers = 50_000;
        var accounts = Enumerable.Range(0, Strangers).Select(number => Member($"v{number}", $"stranger{number}"))
            .Append(Member("known", "gone"))
            .Append(Member("here", "ann"));

        var plan = new ChangePlanner(Mapping()).Plan(
            [new GroupContent([Member("1", "ann")], Completeness.Complete)],
            new GroupContent([.. accounts], Completeness.Complete),
            new MemberLinks([KeyValuePair.Create("2", "known")]));

        plan.Removals.ShouldHaveSingleItem().VendorMember!.Id.ShouldBe("known");
        plan.Unmanaged.Count.ShouldBe(Strangers);
        plan.Unchanged.ShouldBe(1);
    }

    private SyncMapping Mapping()
    {
        var configuration = _folder.Load("""
            sources: [{name: hr, type: ldif, file: hr.ldif}]
            vendor_apps:
              - name: App
                module: sqlite
                sqlite: {database: app.db}
                unmanaged_members: keep
                groups: [{source_group: "cn=staff,dc=example,dc=org", vendor_group: staff}]
            """).GetConfiguration();
        return SyncMapping.Of(configuration.Vendors[0], configuration.Sources)[0];
    }

    private static GroupMember Member(string id, string user) => new() { Id = id, UserName = user };
}
