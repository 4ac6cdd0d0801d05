using System.Collections.Concurrent;
using System.Globalization;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>
/// A scripted server that speaks like Active Directory: member lists in parts, people found by <c>distinguishedName</c>. Any answer can be
/// replaced by a test.
/// </summary>
internal sealed class FakeDirectory
{
    public const string Suffix = "dc=ad,dc=test";
    public const string GroupDn = "cn=group," + Suffix;

    private const string ActiveDirectory = "1.2.840.113556.1.4.800";

    private readonly Dictionary<string, string[]> _groups = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many values of <c>member</c> one answer holds.</summary>
    public int RangeSize { get; init; } = 1500;

    /// <summary>Answers a search in its own way; <see langword="null"/> leaves it to the directory.</summary>
    public Func<FakeSearch, IReadOnlyList<byte[]>?> Override { get; init; } = _ => null;

    /// <summary>What the answer to a search waits for while others are answered; <see langword="null"/> for an answer at once.</summary>
    public Func<FakeSearch, Task?> Hold { get; init; } = _ => null;

    /// <summary>How many of the first members of every group have left.</summary>
    public Func<int> Hide { get; set; } = () => 0;

    /// <summary>The searches so far.</summary>
    public ConcurrentQueue<FakeSearch> Searches { get; } = [];

    public static string PersonDn(int number) => $"cn=Person {number},{Suffix}";

    /// <summary>A person's entry, as the answer to a search.</summary>
    public static byte[] Person(FakeSearch search, string dn) =>
        LdapPeerMessage.Entry(search.Id, dn, ("objectClass", ["top", "person", "user"]), ("sAMAccountName", [dn[3..].Split(',')[0]]));

    public static FakeDirectory WithPerson() => new FakeDirectory().Add(GroupDn, PersonDn(1));

    public static FakeDirectory WithPeople(int count, Func<FakeSearch, IReadOnlyList<byte[]>?>? answer = null) =>
        new FakeDirectory { Override = answer ?? (_ => null) }.Add(GroupDn, [.. Enumerable.Range(0, count).Select(PersonDn)]);

    public FakeDirectory Add(string groupDn, params string[] members)
    {
        _groups.Add(groupDn, members);
        return this;
    }

    public ScriptedLdapPeer Start() => ScriptedLdapPeer.Start(RunAsync);

    public async Task RunAsync(ScriptedLdapConnection connection)
    {
        await connection.AcceptBindAsync();
        while (true)
        {
            var request = await connection.ReceiveAsync();
            if (request.Operation != LdapPeerRequest.Search)
                continue;
            var search = FakeSearch.Read(request);
            Searches.Enqueue(search);
            var answer = Override(search) ?? Answer(search);
            if (Hold(search) is { IsCompleted: false } hold)
            {
                _ = SendAfterAsync(hold, connection, answer);
                continue;
            }

            foreach (var message in answer)
                await connection.SendAsync(message);
            if (answer.Count == 0)
                return;
        }
    }

    private static async Task SendAfterAsync(Task hold, ScriptedLdapConnection connection, IReadOnlyList<byte[]> answer)
    {
        await hold;
        foreach (var message in answer)
            await connection.SendAsync(message);
    }

    /// <summary>What the directory itself answers.</summary>
    public IReadOnlyList<byte[]> Answer(FakeSearch search)
    {
        if (search.BaseDn.Length == 0)
            return
            [
                LdapPeerMessage.Entry(
                    search.Id,
                    string.Empty,
                    ("namingContexts", [Suffix]),
                    ("defaultNamingContext", [Suffix]),
                    ("supportedCapabilities", [ActiveDirectory])),
                Done(search),
            ];
        return search.Scope == 0
            ? AnswerBase(search)
            : [.. search.Asked("distinguishedName").Where(IsThere).Select(dn => Entry(search, dn)), Done(search)];
    }

    public static byte[] Done(FakeSearch search, int code = 0) =>
        LdapPeerMessage.SearchDone(search.Id, code, pagingCookie: search.IsPaged && code == 0 ? [] : null);

    private IReadOnlyList<byte[]> AnswerBase(FakeSearch search)
    {
        if (!IsThere(search.BaseDn))
            return [Done(search, 32)];
        var matches = search.Assertions.All(assertion =>
            assertion is { Attribute: "distinguishedName" } or { Value: "person" or "user" or "computer" });
        return matches ? [Entry(search, search.BaseDn), Done(search)] : [Done(search)];
    }

    private bool IsThere(string dn) => _groups.ContainsKey(dn) || dn.StartsWith("cn=Person", StringComparison.OrdinalIgnoreCase);

    private byte[] Entry(FakeSearch search, string dn) => _groups.TryGetValue(dn, out var members)
        ? LdapPeerMessage.Entry(search.Id, dn, [("objectClass", ["top", "group"]), .. Members(search, members)])
        : Person(search, dn);

    // Windows sends an empty "member" beside the first part.
    private IEnumerable<(string, string[])> Members(FakeSearch search, string[] all)
    {
        var members = all[Hide()..];
        var asked = search.Attributes.FirstOrDefault(attribute => attribute.StartsWith("member;range=", StringComparison.Ordinal));
        if (asked is null && !search.Attributes.Contains("member"))
            yield break;
        var from = asked is null ? 0 : int.Parse(asked["member;range=".Length..].Split('-')[0], CultureInfo.InvariantCulture);
        if (asked is null && members.Length <= RangeSize)
        {
            yield return ("member", members);
            yield break;
        }

        var values = members.Skip(from).Take(RangeSize).ToArray();
        var isLast = from + values.Length >= members.Length;
        if (asked is null)
            yield return ("member", []);
        yield return ($"member;range={from}-{(isLast ? "*" : from + values.Length - 1)}", values);
    }
}
