using System.Text;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>A real server with ten thousand people, all in one group, shared by the tests of a class.</summary>
public sealed class LargeDirectory : IAsyncLifetime
{
    public const int People = 10_000;

    /// <summary>A group of every third person that no memberOf shows, and of three who are not there.</summary>
    public const string QuietDn = "cn=quiet,ou=groups," + DirectorySeed.Suffix;

    /// <summary>A group of everybody that no memberOf shows.</summary>
    public const string WholeDn = "cn=whole,ou=groups," + DirectorySeed.Suffix;

    private SlapdServer? _server;

    internal static IEnumerable<int> QuietPeople => Enumerable.Range(0, People).Where(number => number % 3 == 0);

    internal SlapdServer Server
    {
        get
        {
            Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
            return _server!;
        }
    }

    public async Task InitializeAsync()
    {
        var seed = new DirectorySeed { People = People, ExtraLdif = Quiet() + Whole() };
        if (SlapdServer.MissingReason is null)
            _server = await SlapdServer.StartAsync(new SlapdOptions { Seed = seed, SizeLimit = 500 });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static string Whole()
    {
        var ldif = new StringBuilder($"dn: {WholeDn}\nobjectClass: groupOfNames\ncn: whole\n");
        for (var number = 0; number < People; number++)
            ldif.Append("member: ").Append(DirectorySeed.PersonDn(number)).Append('\n');
        return ldif.Append('\n').ToString();
    }

    private static string Quiet()
    {
        var ldif = new StringBuilder($"dn: {QuietDn}\nobjectClass: groupOfNames\ncn: quiet\n");
        foreach (var number in QuietPeople)
            ldif.Append("member: ").Append(DirectorySeed.PersonDn(number)).Append('\n');
        for (var gone = 1; gone <= 3; gone++)
            ldif.Append("member: uid=gone").Append(gone).Append(",ou=people,").Append(DirectorySeed.Suffix).Append('\n');
        return ldif.Append('\n').ToString();
    }
}
