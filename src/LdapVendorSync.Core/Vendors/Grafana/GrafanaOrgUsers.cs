using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>The people of the organization.</summary>
internal sealed class GrafanaOrgUsers(GrafanaSession session) : IDisposable
{
    /// <summary>After so many single look-ups it costs less to read everybody once, a thousand a request.</summary>
    private const int LookUpsBeforeReadingAll = 20;

    private static readonly string[] Keys =
        [AttributeNames.Id, AttributeNames.UserName, AttributeNames.Email, AttributeNames.DisplayName];

    private static readonly string[] ListNames = ["orgUsers", "OrgUsers"];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private ILookup<MatchKey, GroupMember>? _byKey;
    private int _lookUps;

    /// <summary>Everybody.</summary>
    public async IAsyncEnumerable<GroupMember> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the people of the organization";
        await foreach (var user in SearchAsync(null, Purpose, cancellationToken).ConfigureAwait(false))
            yield return user;
    }

    /// <summary>The people who have a key: those that the server finds by it, and of them only those who have exactly this key.</summary>
    public async Task<IReadOnlyList<GroupMember>> FindAsync(MatchKey key, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _byKey) is null && Interlocked.Increment(ref _lookUps) <= LookUpsBeforeReadingAll)
            return await FindNowAsync(key, cancellationToken).ConfigureAwait(false);
        GroupMember[] known = [.. (await EverybodyByKeyAsync(cancellationToken).ConfigureAwait(false))[key]];
        // Who was not there before may have come since.
        return known.Length > 0 ? known : await FindNowAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the accounts of the organization may be used, by id.</summary>
    public async Task<IReadOnlyDictionary<string, bool?>> StatesAsync(CancellationToken cancellationToken)
    {
        var everybody = await EverybodyByKeyAsync(cancellationToken).ConfigureAwait(false);
        return everybody
            .SelectMany(same => same)
            .DistinctBy(user => user.Id)
            .ToDictionary(user => user.Id, user => user.Enabled, StringComparer.Ordinal);
    }

    /// <summary>Forgets what was read of everybody, as it is true no more.</summary>
    public void Forget() => Volatile.Write(ref _byKey, null);

    /// <summary>As <see cref="FindAsync"/>, of this moment.</summary>
    public async Task<IReadOnlyList<GroupMember>> FindNowAsync(MatchKey key, CancellationToken cancellationToken)
    {
        var found = new List<GroupMember>();
        foreach (var spelling in key.Spellings.TakeWhile(_ => found.Count == 0))
        {
            await foreach (var user in SearchAsync(spelling.Value, $"find the account with {key}", cancellationToken).ConfigureAwait(false))
            {
                if (MatchKey.Of(user, key.Attribute) == key)
                    found.Add(user);
            }
        }

        return found;
    }

    /// <summary>The one with an id; <see langword="null"/> where nobody of the organization has it.</summary>
    public async Task<GroupMember?> FindByIdAsync(string id, CancellationToken cancellationToken)
    {
        var everybody = await EverybodyByKeyAsync(cancellationToken).ConfigureAwait(false);
        return everybody[MatchKey.Create(AttributeNames.Id, id)!.Value].FirstOrDefault();
    }

    /// <summary>Lets an account of the server into the organization, with the configured role; no role of anybody is changed.</summary>
    /// <param name="loginOrEmail">By what the server finds the account.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isDone">Looks whether it had its effect, where that makes a difference; being let in twice changes nothing.</param>
    public async Task<GrafanaOrgEntry> AddAsync(
        string loginOrEmail, string purpose, CancellationToken cancellationToken, Func<CancellationToken, Task<bool>>? isDone = null)
    {
        var body = new JsonObject { ["loginOrEmail"] = loginOrEmail, ["role"] = session.Settings.Role.ToString() };
        var (client, path) = session.Admin is { } admin ? (admin, $"/orgs/{session.OrgId}/users") : (session.Client, "/org/users");
        var (request, response) = await client
            .SendAsync(HttpMethod.Post, path, body, purpose, cancellationToken, isDone)
            .ConfigureAwait(false);
        return response switch
        {
            { IsSuccess: true } => GrafanaOrgEntry.LetIn,
            { Status: HttpStatusCode.Conflict } => GrafanaOrgEntry.WasIn,
            { Status: HttpStatusCode.NotFound } when SaysNoUser(response) => GrafanaOrgEntry.NoAccount,
            _ => throw client.Refusal(request, response, "org.users:add on users:*"),
        };
    }

    // An address that the server does not know is 404 too.
    private static bool SaysNoUser(VendorHttpResponse response) =>
        GrafanaClient.Said(response).Contains("user", StringComparison.OrdinalIgnoreCase);

    public void Dispose() => _gate.Dispose();

    private async IAsyncEnumerable<GroupMember> SearchAsync(
        string? text, string purpose, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string, string)? query = text is null ? null : ("query", text);
        var list = session.Client.List("/org/users/search", query, ListNames, "userId", purpose, "org.users:read on users:*");
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var user = GrafanaMember.Read(item)!;
            session.Note(user.Id, isInOrg: true);
            yield return user;
        }

        session.Client.EnsureWhole(list, purpose);
    }

    private async Task<ILookup<MatchKey, GroupMember>> EverybodyByKeyAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _byKey) is { } known)
                return known;
            var keyed = new List<(MatchKey Key, GroupMember User)>();
            await foreach (var user in ListAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var attribute in Keys)
                {
                    if (MatchKey.Of(user, attribute) is { } key)
                        keyed.Add((key, user));
                }
            }

            return _byKey = keyed.ToLookup(pair => pair.Key, pair => pair.User);
        }
        finally
        {
            _gate.Release();
        }
    }
}
