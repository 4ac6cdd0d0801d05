using System.Buffers.Binary;
using System.Globalization;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>
/// Asks a domain controller of Active Directory for the objects whose <c>uSNChanged</c> is higher than the highest it had before (MS-ADTS
/// section 3.1.1.1.9), and for those that a search does not show (<see cref="DirSyncChanges"/>): the deleted, whose links go without a change
/// of the groups, and the hidden.
/// </summary>
/// <remarks>The number is that of one database: its invocation id changes when it is restored, and another controller has another.</remarks>
internal sealed class UsnChanges(
    LdapDirectory directory, LdapServer server, LdapEntry? rootDse, IReadOnlyList<DistinguishedName> trees, string purpose)
{
    private const string Kind = "usn";
    private const string Invocation = "invocationId";
    private const string Usn = "usn";
    private const string Cookie = "cookie ";
    private const string ServiceName = "dsServiceName";
    private const string HighestUsn = "highestCommittedUSN";
    private const string SchemaContext = "schemaNamingContext";

    private const int MostChanges = 2000;
    private const int SearchesOutstanding = 16;
    private const int RidLength = 4;

    // systemFlags: not replicated, and constructed from others. Of links (linkID) the odd end is computed from the even one.
    private const int NotReplicated = 0x1;
    private const int Constructed = 0x4;

    private static readonly HashSet<string> Lasting =
        new(StringComparer.OrdinalIgnoreCase) { "distinguishedName", "objectClass", "objectCategory", "cn", "name" };

    private readonly ChangeCollector _changes = new();
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What has to be read of the root DSE.</summary>
    public static IReadOnlyList<string> RootDseAttributes { get; } = [ServiceName, HighestUsn, SchemaContext];

    public async Task<SourceChanges> ReadAsync(LdapChangeToken? since, CancellationToken cancellationToken)
    {
        if (rootDse is null || !rootDse.TryGetString(HighestUsn, out var usn) || await ReadInvocationIdAsync(cancellationToken)
            .ConfigureAwait(false) is not { } invocation)
            return SourceChanges.Unknown("the domain controller does not tell its invocation id and its highest change number");
        if (await FindComputedAttributeAsync(cancellationToken).ConfigureAwait(false) is { } attribute)
            return SourceChanges.Unknown($"{attribute} changes without a change of the entry");

        var values = new Dictionary<string, string> { [Invocation] = invocation, [Usn] = usn };
        var hidden = new DirSyncChanges(directory, _changes, purpose);
        foreach (var tree in trees)
        {
            var known = since?.Kind == Kind ? since.Values.GetValueOrDefault(Cookie + tree.Normalized) : null;
            var (cookie, refusal) = await hidden.ReadAsync(tree, known, cancellationToken).ConfigureAwait(false);
            if (cookie is null)
                return SourceChanges.Unknown(refusal!);
            values.Add(Cookie + tree.Normalized, cookie);
        }

        var token = new LdapChangeToken(Kind, values);
        if (WhyUseless(since, token) is { } why)
            _changes.Doubt(why);
        foreach (var tree in trees)
        {
            _changes.AddTree(tree.ToString());
            if (!_changes.IsInDoubt)
                await ReadTreeAsync(tree, Number(since!.Values[Usn]), cancellationToken).ConfigureAwait(false);
        }

        // It may be above others, whose names change with it.
        if (!_changes.IsInDoubt && hidden.Renamed.Keys.FirstOrDefault(id => !_seen.Contains(id)) is { } unseen)
            _changes.Doubt($"'{hidden.Renamed[unseen]}', which the account may not read, is new or was renamed");
        return _changes.ToChanges(token);
    }

    private static string? WhyUseless(LdapChangeToken? since, LdapChangeToken now)
    {
        if (since?.Kind != Kind)
            return "it was not asked before what changes";
        if (since.Values.GetValueOrDefault(Invocation) != now.Values[Invocation])
            return "another domain controller answers, or its database was restored";
        if (!since.Values.Keys.ToHashSet().SetEquals(now.Values.Keys))
            return "other parts of the directory are read than before";
        return Number(since.Values[Usn]) > Number(now.Values[Usn]) ? "the domain controller's change number went back" : null;
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;

    private async Task<string?> ReadInvocationIdAsync(CancellationToken cancellationToken)
    {
        if (!rootDse!.TryGetString(ServiceName, out var service))
            return null;
        var response = await SearchAsync(LdapSearchRequest.ForEntry(service, Invocation), cancellationToken).ConfigureAwait(false);
        return response.Entries is [var settings] && settings[Invocation] is { Count: 1 } id ? Convert.ToHexString(id.Values[0].Span) : null;
    }

    private async Task<string?> FindComputedAttributeAsync(CancellationToken cancellationToken)
    {
        var fields = directory.Profile.Fields;
        string[] names =
        [
            .. FilterAttributes.Of(directory.UserFilter)
                .Concat(directory.Settings.Attributes)
                .Concat(fields.UserName)
                .Concat(fields.Email)
                .Concat(fields.FirstName)
                .Concat(fields.LastName)
                .Concat(fields.DisplayName)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(name => !Lasting.Contains(name)),
        ];
        if (names.Length == 0)
            return null;
        if (!rootDse!.TryGetString(SchemaContext, out var schema))
            return names[0];
        var response = await SearchAsync(
            new LdapSearchRequest
            {
                BaseDn = schema,
                Filter = LdapFilter.And(
                    LdapFilter.Equality("objectClass", "attributeSchema"),
                    LdapFilter.Or(names.Select(name => LdapFilter.Equality("lDAPDisplayName", name)))),
                Attributes = ["lDAPDisplayName", "systemFlags", "linkID"],
            },
            cancellationToken).ConfigureAwait(false);
        if (!response.Result.IsSuccess)
            return names[0];
        var computed = response.Entries.FirstOrDefault(IsComputed);
        return computed is not null && computed.TryGetString("lDAPDisplayName", out var found) ? found : computed?.Dn;
    }

    private static bool IsComputed(LdapEntry attribute) =>
        (Integer(attribute, "systemFlags") & (NotReplicated | Constructed)) != 0 || (Integer(attribute, "linkID") & 1) != 0;

    private static int Integer(LdapEntry entry, string attribute) =>
        entry.TryGetString(attribute, out var text)
        && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private async Task ReadTreeAsync(DistinguishedName tree, long since, CancellationToken cancellationToken)
    {
        var first = (since + 1).ToString(CultureInfo.InvariantCulture);
        var request = LdapDirectory.Subtree(
            server,
            tree,
            LdapFilter.GreaterOrEqual("uSNChanged", first),
            ["objectGUID", "objectClass", "primaryGroupID", "objectSid"]);
        var response = await directory.Session
            .SearchPagedAsync(request, directory.Settings.PageSize, purpose, cancellationToken)
            .ConfigureAwait(false);
        if (!response.Result.IsSuccess || response.References.Count > 0 || response.Entries.Count > MostChanges)
        {
            _changes.Doubt($"the changes below '{tree}' were not told: {response.Entries.Count} objects, {response.Result}");
            return;
        }

        var entries = response.Entries.Select(entry => entry.ToDirectoryEntry()).ToList();
        await CollectAsync(tree, entries, cancellationToken).ConfigureAwait(false);
    }

    private async Task CollectAsync(DistinguishedName tree, List<DirectoryEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            var mayBeGroup = !entry.ObjectClasses.Any() || entry.HasObjectClass(EntryClasses.GroupClasses);
            var id = IdOf(entry);
            _changes.Add(new ChangedEntry(id, entry.Dn.ToString(), mayBeGroup));
            if (id is not null)
                _seen.Add(id);
        }

        // The root of a domain keeps its name and changes often.
        var parents = entries.Where(entry => !entry.Dn.Equals(tree));
        var answers = Pipelined.RunAsync(parents, SearchesOutstanding, HasChildrenAsync, cancellationToken);
        await foreach (var parent in answers.ConfigureAwait(false))
        {
            if (parent is not null)
                _changes.Doubt($"'{parent}', which has entries below it, changed");
        }

        foreach (var sid in entries.Select(PrimaryGroupOf).OfType<string>().Distinct())
            await AddPrimaryGroupAsync(tree, sid, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The entry, if others are below it: their names change with its name, and they do not show it.</summary>
    private async Task<DistinguishedName?> HasChildrenAsync(DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var request = new LdapSearchRequest
        {
            BaseDn = entry.Dn.ToString(),
            Scope = LdapSearchScope.OneLevel,
            SizeLimit = 1,
            Attributes = [LdapSearchRequest.NoAttributes],
        };
        var response = await SearchAsync(request, cancellationToken).ConfigureAwait(false);
        return response is { Result.IsSuccess: true, Entries.Count: 0 } ? null : entry.Dn;
    }

    /// <summary>The SID of the group that an account is in without being listed there, in hexadecimal digits.</summary>
    private string? PrimaryGroupOf(DirectoryEntry entry)
    {
        if (entry.Texts("primaryGroupID").FirstOrDefault() is not { } text)
            return null;
        if (entry["objectSid"] is not [{ Length: > RidLength } sid]
            || !uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rid))
        {
            _changes.Doubt($"the primary group of '{entry.Dn}', which changed, is not known");
            return null;
        }

        var group = sid.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(group.AsSpan(group.Length - RidLength), rid);
        return Convert.ToHexString(group);
    }

    private async Task AddPrimaryGroupAsync(DistinguishedName tree, string sid, CancellationToken cancellationToken)
    {
        var filter = LdapFilter.Equality("objectSid", Convert.FromHexString(sid));
        var request = LdapDirectory.Subtree(server, tree, filter, ["objectGUID"]);
        var response = await SearchAsync(request, cancellationToken).ConfigureAwait(false);
        if (response is { Result.IsSuccess: true, Entries: [var group] })
            _changes.Add(new ChangedEntry(IdOf(group.ToDirectoryEntry()), group.Dn, MayBeGroup: false));
        else
            _changes.Doubt($"the primary group {sid} of an account that changed cannot be found ({response.Result})");
    }

    private string? IdOf(DirectoryEntry entry)
    {
        if (entry["objectGUID"] is [{ Length: 16 } id])
            return new Guid(id.Span).ToString();
        _changes.Doubt($"the id of '{entry.Dn}', which changed, is not known");
        return null;
    }

    private Task<LdapSearchResponse> SearchAsync(LdapSearchRequest request, CancellationToken cancellationToken) =>
        directory.Session.SearchAsync(request, purpose, cancellationToken);
}
