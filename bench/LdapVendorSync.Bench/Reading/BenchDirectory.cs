using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Fixtures.Ldap;
using static System.FormattableString;

namespace LdapVendorSync.Bench.Reading;

/// <summary>A slapd with groups to read, and the two programs that read them: the command and ldapsearch.</summary>
internal sealed class BenchDirectory : IAsyncDisposable
{
    /// <summary>What is read of each member: the fields of a member, in the attributes in which OpenLDAP keeps them.</summary>
    public static readonly IReadOnlyList<string> Attributes = ["entryUUID", "uid", "mail", "givenName", "sn", "cn"];

    /// <summary>How many entries the product asks for at once if nobody says otherwise. The reference asks for as many.</summary>
    public const int PageSize = 500;

    private const int FullSize = 100_000;
    private const int PeopleToMember = 10;

    private readonly BenchContext _context;
    private readonly SlapdServer _server;
    private readonly string _configuration;

    private BenchDirectory(BenchContext context, SlapdServer server)
    {
        _context = context;
        _server = server;
        _configuration = Path.Combine(context.NewFolder().FullName, "sync.yaml");
        File.WriteAllText(_configuration, Configuration(server.Url));
    }

    /// <summary>Everybody there is.</summary>
    public static string EveryoneDn => DirectorySeed.EveryoneDn;

    /// <summary>A tenth of the people, who say by <c>memberOf</c> that they are in it.</summary>
    public static string TeamDn => DirectorySeed.TeamDn(1);

    /// <summary>
    /// A tenth of the people, who do not say by <c>memberOf</c> that they are in it: every tenth, so that looking through all people to find
    /// them does not pay.
    /// </summary>
    public static string ListedDn => "cn=listed,ou=groups," + DirectorySeed.Suffix;

    /// <summary>A handful of people.</summary>
    public static string HandfulDn => DirectorySeed.WithoutMemberOfDn;

    /// <summary>The server's address.</summary>
    public string Url => _server.Url;

    private static string PeopleDn => "ou=people," + DirectorySeed.Suffix;

    /// <summary>Seeds a directory of 100,000 people and starts a server for it.</summary>
    /// <exception cref="InvalidOperationException">No server can be started here; the message says what to install.</exception>
    public static async Task<BenchDirectory> StartAsync(BenchContext context)
    {
        if (SlapdServer.MissingReason is { } reason)
            throw new InvalidOperationException(reason);
        var people = context.Size(FullSize);
        var seed = new DirectorySeed { People = people, Teams = 2, TeamSize = people / PeopleToMember, ExtraLdif = ListedLdif(people) };
        return new BenchDirectory(context, await SlapdServer.StartAsync(new SlapdOptions { Seed = seed }));
    }

    /// <summary>Reads a group with the command, and makes sure that it found everybody.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public async Task<TimeSpan> ReadAsync(string group, CancellationToken cancellationToken)
    {
        var command = await _context.Programs.CommandAsync(cancellationToken);
        var run = await MeasuredProcess.RunAsync(command, ReadArguments(group), cancellationToken: cancellationToken);
        var members = run.OutputLines - 1;
        return members == SizeOf(group)
            ? run.Elapsed
            : throw new InvalidOperationException($"'{group}' has {SizeOf(group)} members, and the command found {members}.");
    }

    /// <summary>What the command is told to read a group.</summary>
    public IReadOnlyList<string> ReadArguments(string group) => ["members", "source", group, "--config", _configuration, "--output", "csv"];

    /// <summary>Reads the people of a group by <c>memberOf</c> with ldapsearch, in pages of the product's size.</summary>
    public Task<TimeSpan> SearchAsync(string group, CancellationToken cancellationToken) => SearchAsync(
        ["-E", Invariant($"pr={PageSize}/noprompt"), "-b", PeopleDn, $"(&(objectClass=person)(memberOf={group}))", .. Attributes], cancellationToken);

    /// <summary>Reads the member list of a group with ldapsearch, and nothing of its people.</summary>
    public Task<TimeSpan> ListAsync(string group, CancellationToken cancellationToken) =>
        SearchAsync(["-b", group, "-s", "base", "(objectClass=*)", "member"], cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<TimeSpan> SearchAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        string[] connection = ["-x", "-LLL", "-H", Url, "-D", DirectorySeed.UnlimitedReaderDn, "-w", DirectorySeed.Password];
        return (await MeasuredProcess.RunAsync("ldapsearch", [.. connection, .. arguments], cancellationToken: cancellationToken)).Elapsed;
    }

    private int SizeOf(string group)
    {
        var seed = _server.Seed;
        return group == EveryoneDn ? seed.People : group == HandfulDn ? Math.Min(5, seed.People) : seed.TeamSize;
    }

    private static string ListedLdif(int people)
    {
        var members = Enumerable.Range(0, people / PeopleToMember).Select(number => DirectorySeed.PersonDn(number * PeopleToMember));
        return $"dn: {ListedDn}\nobjectClass: groupOfNames\ncn: listed\n{string.Concat(members.Select(dn => $"member: {dn}\n"))}\n";
    }

    private static string Configuration(string url) => $"""
        ldap:
          server_url: {url}
          bind_dn: {DirectorySeed.UnlimitedReaderDn}
          bind_password: {DirectorySeed.Password}
          user_base_dn: {PeopleDn}
          page_size: {PageSize}
          fields:
            id: [entryUUID]
            userName: [uid]
            email: [mail]
            firstName: [givenName]
            lastName: [sn]
            displayName: [cn]
        vendor_apps:
          - name: Nobody
            module: sqlite
            sqlite:
              database: nobody.db
            groups:
              - source_group: {EveryoneDn}
                vendor_group: everyone
        """;
}
