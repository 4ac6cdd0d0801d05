using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Tests.Sources.Api;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Entra;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

/// <summary>What every source with an API owes, over Graph.</summary>
public sealed class EntraSourceMatrixTests : ApiSourceMatrix
{
    /// <inheritdoc />
    protected override async Task<IApiSourceUnderTest> StartAsync() => new Subject(await EntraServer.StartAsync());

    private sealed class Subject(EntraServer server) : IApiSourceUnderTest
    {
        private readonly Dictionary<string, EntraObject> _users = new(StringComparer.Ordinal);
        private readonly Dictionary<string, EntraObject> _groups = new(StringComparer.Ordinal);

        // A group that did not change would not be read, whatever is broken in its pages.
        public ApiSourceSettings Settings => EntraTesting.SettingsOf(server) with
        {
            Name = "directory", PageSize = PageSize, Incremental = IncrementalReading.Off,
        };

        public int PageSize => 5;

        // A page without a next one is the last by Graph's word; nothing else says how many there are.
        public IReadOnlySet<MemberPageEffect> Impossible { get; } = new HashSet<MemberPageEffect> { MemberPageEffect.ClaimEnd };

        public bool RenewsTokens => true;

        public bool HasNestedGroups => true;

        public void Add(string group, params IEnumerable<string> userNames)
        {
            foreach (var name in userNames)
                server.Store.AddMember(Group(group), User(name));
        }

        public void Remove(string group, params IEnumerable<string> userNames)
        {
            foreach (var name in userNames)
                server.Store.RemoveMember(Group(group), User(name));
        }

        public void Nest(string group, string nested) => server.Store.AddMember(Group(group), Group(nested));

        public void Unnest(string group, string nested) => server.Store.RemoveMember(Group(group), Group(nested));

        public void Rename(string group, string name)
        {
            server.Store.Update(Group(group), renamed => renamed["displayName"] = name);
            _groups.Remove(group, out var known);
            _groups[name] = known!;
        }

        public void Delete(string group) => server.Store.Delete(Group(group));

        public string IdOf(string group) => Group(group).Id;

        public void Break(MemberPageFault fault) => server.PageFaults.Add(fault);

        public void Mend() => server.PageFaults.Clear();

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            server.Checker.ThrowIfViolated();
        }

        private EntraObject Group(string name) => _groups.TryGetValue(name, out var known) ? known : _groups[name] = server.Store.AddGroup(name);

        private EntraObject User(string name)
        {
            if (_users.TryGetValue(name, out var known))
                return known;
            var user = _users[name] = server.Store.AddUser(name);
            user["userPrincipalName"] = name;
            return user;
        }
    }
}
