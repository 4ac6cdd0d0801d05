using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Tests.Sources.Api;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Okta;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>What every source with an API owes, of Okta with an API token.</summary>
public sealed class OktaMatrixTests : ApiSourceMatrix
{
    /// <inheritdoc />
    protected override async Task<IApiSourceUnderTest> StartAsync() => new OktaUnderTest(await OktaOrganization.StartAsync(), asApp: false);
}

/// <summary>What every source with an API owes, of Okta with a service app.</summary>
public sealed class OktaAppMatrixTests : ApiSourceMatrix
{
    /// <inheritdoc />
    protected override async Task<IApiSourceUnderTest> StartAsync() => new OktaUnderTest(await OktaOrganization.StartAsync(), asApp: true);
}

/// <summary>An organization as the matrix needs it.</summary>
internal sealed class OktaUnderTest(OktaOrganization okta, bool asApp) : IApiSourceUnderTest
{
    private readonly OktaSourceSettings _settings = asApp ? okta.WithApp() : okta.Settings;

    public ApiSourceSettings Settings => _settings with { Name = "directory", PageSize = PageSize };

    public int PageSize => 4;

    public IReadOnlySet<MemberPageEffect> Impossible { get; } = new HashSet<MemberPageEffect>();

    public bool RenewsTokens => asApp;

    public bool HasNestedGroups => false;

    public void Add(string group, params IEnumerable<string> userNames)
    {
        var members = userNames.Select(name => okta.Store.Find(name) ?? AddUser(name)).Select(user => user.Id).ToArray();
        var found = okta.Store.Groups.Values.FirstOrDefault(other => other.Name == group) ?? okta.Store.AddGroup(group);
        found.Members.UnionWith(members);
    }

    public void Remove(string group, params IEnumerable<string> userNames) =>
        okta.Store.Group(group).Members.ExceptWith(userNames.Select(name => okta.Store.Find(name)!.Id));

    public void Nest(string group, string nested) => throw new NotSupportedException();

    public void Unnest(string group, string nested) => throw new NotSupportedException();

    public void Rename(string group, string name) => okta.Store.Group(group).Name = name;

    public void Delete(string group) => okta.Store.Groups.Remove(IdOf(group));

    public string IdOf(string group) => okta.Store.Group(group).Id;

    public void Break(MemberPageFault fault) => okta.Server.PageFaults.Add(fault);

    public void Mend() => okta.Server.PageFaults.Clear();

    public ValueTask DisposeAsync() => okta.DisposeAsync();

    private OktaUser AddUser(string name)
    {
        var user = okta.Store.AddUser(name);
        user.Login = name;
        return user;
    }
}
