using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>The directory of a world: a real OpenLDAP with accounts that see all of it, and some that do not.</summary>
internal static class ChaosDirectory
{
    /// <summary>Sees everything.</summary>
    public const string Reader = "cn=whole," + DirectorySeed.Suffix;

    /// <summary>The accounts that do not see everything, or get no long answers.</summary>
    public static IReadOnlyDictionary<string, string> PoorReaders { get; } = new Dictionary<string, string>
    {
        ["without-state"] = "attrs=employeeType",
        ["without-names"] = "attrs=uid",
        ["without-mail"] = "attrs=mail,givenName",
        ["without-some-people"] = $"dn.regex=\"^employeeNumber=[0-9]*7,ou=people,{DirectorySeed.Suffix}$\"",
        ["without-a-member-list"] = $"dn.exact=\"{TruthLdif.DnOf("operators")}\" attrs=member",
        ["without-a-group"] = $"dn.exact=\"{TruthLdif.DnOf("operators")}\"",
        ["without-people"] = $"dn.subtree=\"ou=people,{DirectorySeed.Suffix}\"",
        ["with-a-limit"] = "attrs=telexNumber",
    };

    public static string PoorReader(string name) => $"cn={name},{DirectorySeed.Suffix}";

    /// <summary>Starts the server.</summary>
    public static Task<SlapdServer> StartAsync(Truth truth) => SlapdServer.StartAsync(new SlapdOptions
    {
        SyncProvider = true,
        SyncSessionLog = 1000,
        AccessRules = Rules(),
        Seed = new DirectorySeed { ExtraLdif = Readers() + TruthLdif.Whole(truth) },
    });

    private static string Rules()
    {
        var poor = PoorReaders.Select(reader => $"access to {reader.Value} by dn.exact=\"{PoorReader(reader.Key)}\" none by * break");
        var all = PoorReaders.Keys.Select(PoorReader).Append(Reader).Select(dn => $" by dn.exact=\"{dn}\" read");
        return string.Join('\n', [
            .. poor,
            $"access to *{string.Concat(all)} by * break",
            $"limits dn.exact=\"{PoorReader("with-a-limit")}\" size.soft=20 size.hard=20 size.prtotal=20"]) + "\n";
    }

    private static string Readers() => string.Concat(PoorReaders.Keys.Prepend("whole").Select(name =>
        $"dn: cn={name},{DirectorySeed.Suffix}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: {name}\n"
        + $"userPassword:: {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(ChaosSecrets.DirectoryPassword))}\n\n"));
}
