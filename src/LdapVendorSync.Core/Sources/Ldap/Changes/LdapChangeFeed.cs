using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>Asks a server what changed, in the way that it offers; where it offers none that can be trusted, it says why.</summary>
internal sealed class LdapChangeFeed(LdapDirectory directory)
{
    private const string Purpose = "changes since the last run";
    private const string OpenLdapRootDse = "OpenLDAProotDSE";
    private const string EntryUuid = "entryUUID";
    private const string ObjectGuid = "objectGUID";
    private const string VendorName = "vendorName";
    private const string TokenGroups = "tokenGroups";

    // The binary form of S-1-5-32-544 (MS-DTYP section 2.4.2.4).
    private static readonly byte[] Administrators = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];

    // Changed by the server itself, or by a change of another entry, without a trace that a search for changes shows.
    private static readonly HashSet<string> Volatile = new(StringComparer.OrdinalIgnoreCase)
    {
        string.Empty, "memberOf", "isMemberOf", "hasSubordinates", "numSubordinates", "numAllSubordinates", "entryTtl", "authTimestamp",
        "pwdAccountLockedTime", "pwdAccountTmpLockoutEnd", "pwdFailureTime", "pwdGraceUseTime", "pwdLastSuccess",
    };

    public async Task<SourceChanges> ReadAsync(string? since, CancellationToken cancellationToken)
    {
        var origin = await directory.Session.GetOriginAsync(cancellationToken).ConfigureAwait(false);
        var server = await directory.Session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        if (FindObstacle(server) is { } obstacle)
            return SourceChanges.Unknown(obstacle);

        var rootDse = await ReadRootDseAsync(cancellationToken).ConfigureAwait(false);
        var token = LdapChangeToken.Parse(since);
        var trees = Trees(server);
        SourceChanges changes;
        if (IsSambaThatHoldsBack(rootDse))
            changes = SourceChanges.Unknown(
                "Samba does not tell an account that is no administrator who was deleted or moved out of its sight");
        else if (server.IsActiveDirectory)
            changes = await new UsnChanges(directory, server, rootDse, trees, Purpose)
                .ReadAsync(token, cancellationToken)
                .ConfigureAwait(false);
        else if (IsOpenLdap(rootDse))
            changes = await ReadOpenLdapAsync(server, trees, token, cancellationToken).ConfigureAwait(false);
        else
            changes = SourceChanges.Unknown("this kind of server is not asked for changes");
        changes = changes with { Origin = origin };
        return await IsStillTheSameServerAsync(changes, cancellationToken).ConfigureAwait(false)
            ? changes
            : changes with { Doubt = changes.Doubt ?? "another server may have answered in the middle of the question" };
    }

    /// <summary>Whether no other copy of the directory can have answered since the changes were asked for.</summary>
    public async Task<bool> IsStillTheSameServerAsync(SourceChanges changes, CancellationToken cancellationToken) =>
        Equals(changes.Origin, await directory.Session.GetOriginAsync(cancellationToken).ConfigureAwait(false));

    private async Task<SourceChanges> ReadOpenLdapAsync(
        LdapServer server, IReadOnlyList<DistinguishedName> trees, LdapChangeToken? since, CancellationToken cancellationToken)
    {
        var changes = await new SyncProviderChanges(directory, server, trees, Purpose).ReadAsync(since, cancellationToken).ConfigureAwait(false);
        return changes.Token is null && directory.Settings.Incremental == IncrementalReading.Compare
            ? await new EntryStampChanges(directory, server, trees, Purpose).ReadAsync(since, cancellationToken).ConfigureAwait(false)
            : changes;
    }

    /// <summary>What in the settings keeps changes from being seen.</summary>
    private string? FindObstacle(LdapServer server)
    {
        if (directory.Profile.Fields.Id[0] != EntryUuid && !(server.IsActiveDirectory && directory.Profile.Fields.Id[0] == ObjectGuid))
            return $"the id of people is read from {directory.Profile.Fields.Id[0]}, and changes are told by {EntryUuid} or {ObjectGuid}";
        if (directory.Settings.Referrals != ReferralHandling.Report)
            return "other servers are asked (referrals), and they are not asked for changes";
        if (directory.Settings.LockedAccounts == LockedAccounts.Disabled)
            return "an account is locked (locked_accounts: disabled) without a change of its entry";
        var attribute = DecidingAttributes().FirstOrDefault(Volatile.Contains);
        return attribute is null ? null : $"{(attribute.Length > 0 ? attribute : "user_filter")} changes without a change of the entry";
    }

    /// <summary>The attributes that decide who is a person and what is said of them.</summary>
    private IEnumerable<string> DecidingAttributes()
    {
        var fields = directory.Profile.Fields;
        return FilterAttributes.Of(directory.UserFilter)
            .Concat(directory.Settings.Attributes)
            .Concat(fields.UserName)
            .Concat(fields.Email)
            .Concat(fields.FirstName)
            .Concat(fields.LastName)
            .Concat(fields.DisplayName)
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The whole trees that people and groups are in: somebody may move there from elsewhere.</summary>
    private IReadOnlyList<DistinguishedName> Trees(LdapServer server) =>
        [.. directory.UserBases(server, Purpose).Concat(directory.GroupBases(server, Purpose)).Select(tree => server.ContextOf(tree) ?? tree).Distinct()];

    private async Task<LdapEntry?> ReadRootDseAsync(CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(string.Empty, ["objectClass", VendorName, TokenGroups, .. UsnChanges.RootDseAttributes]);
        var response = await directory.Session.SearchAsync(request, Purpose, cancellationToken).ConfigureAwait(false);
        return response.Entries is [var rootDse] ? rootDse : null;
    }

    /// <summary>
    /// Whether it is a Samba that sees no administrator in the account. Its DirSync answers an account with the right to replicate, but
    /// leaves out what the account may not see.
    /// </summary>
    private static bool IsSambaThatHoldsBack(LdapEntry? rootDse)
    {
        var entry = rootDse?.ToDirectoryEntry();
        return entry is not null
            && entry.Texts(VendorName).Any(name => name.StartsWith("Samba", StringComparison.OrdinalIgnoreCase))
            && !entry[TokenGroups].Any(sid => sid.Span.SequenceEqual(Administrators));
    }

    private static bool IsOpenLdap(LdapEntry? rootDse) => rootDse?.ToDirectoryEntry().ObjectClasses.Contains(OpenLdapRootDse) == true;
}
