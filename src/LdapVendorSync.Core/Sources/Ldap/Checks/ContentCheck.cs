using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Names;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap.Checks;

/// <summary>Checks what a server says of itself and what the account may read there.</summary>
internal sealed class ContentCheck(LdapDirectory directory, LdapConnection connection, CheckRecorder recorder, TimeProvider timeProvider)
{
    /// <summary>How many groups are counted at most.</summary>
    private const int CountLimit = 1000;

    private LdapDirectory _directory = directory;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadRootDseAsync(cancellationToken).ConfigureAwait(false) is not { } rootDse)
                return;
            var server = LdapServer.Read(rootDse);
            var dialect = await DialectDetector
                .DetectAsync(server, _directory.Settings.Dialect, connection, cancellationToken)
                .ConfigureAwait(false);
            _directory = _directory.For(dialect);
            ReportServer(server, dialect);
            new ClockCheck(recorder, timeProvider).Run(rootDse);
            var bases = await FindBasesAsync(server, cancellationToken).ConfigureAwait(false);
            await CheckPeopleAsync(server, bases, cancellationToken).ConfigureAwait(false);
            await CheckGroupsAsync(server, bases, cancellationToken).ConfigureAwait(false);
            await new PageLimitCheck(_directory, connection, recorder).RunAsync(rootDse, server, cancellationToken).ConfigureAwait(false);
        }
        catch (LdapException error)
        {
            recorder.Fail("search", error.Message, "Check the server's log.");
        }
        catch (SourceException error)
        {
            recorder.Fail("base DN", error.Message, "Set user_base_dn and group_base_dn.");
        }
    }

    private async Task<LdapEntry?> ReadRootDseAsync(CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(
            string.Empty, [.. LdapServer.Attributes, ClockCheck.Attribute, .. PageLimitCheck.Attributes]);
        var response = await SearchAsync(request, cancellationToken).ConfigureAwait(false);
        if (response is { Result.IsSuccess: true, Entries: [var rootDse] })
            return rootDse;
        recorder.Fail(
            "root DSE",
            $"The server does not describe itself: {response.Result}.",
            "Let the account read the root DSE, or set user_base_dn and group_base_dn.");
        return null;
    }

    private void ReportServer(LdapServer server, Dialect dialect)
    {
        var contexts = server.NamingContexts.Select(context => $"'{context}'").ToList();
        recorder.Pass("root DSE", contexts.Count > 0
            ? $"The server holds {string.Join(", ", contexts)}."
            : "The server does not say what it holds (namingContexts).");
        var setting = _directory.Settings.Dialect == DirectoryDialect.Auto ? string.Empty : ", as the settings say";
        recorder.Pass("dialect", $"It is {dialect}{setting}{(server.Product is { } product ? $" ({product})" : string.Empty)}.");
    }

    /// <summary>The bases that can be read.</summary>
    private async Task<HashSet<DistinguishedName>> FindBasesAsync(LdapServer server, CancellationToken cancellationToken)
    {
        var readable = new HashSet<DistinguishedName>();
        foreach (var tree in _directory.UserBases(server, "base of people").Union(_directory.GroupBases(server, "base of groups")))
        {
            var request = LdapSearchRequest.ForEntry(tree.ToString(), LdapSearchRequest.NoAttributes);
            var response = await SearchAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Entries.Count == 1)
            {
                readable.Add(tree);
                recorder.Pass("base DN", $"'{tree}' can be read.");
            }
            else
            {
                recorder.Fail(
                    "base DN",
                    $"'{tree}' cannot be read: {response.Result}.",
                    "Check how user_base_dn and group_base_dn are spelt, and what the account may read.");
            }
        }

        return readable;
    }

    private async Task CheckPeopleAsync(LdapServer server, HashSet<DistinguishedName> bases, CancellationToken cancellationToken)
    {
        foreach (var tree in _directory.UserBases(server, "base of people").Where(bases.Contains))
        {
            var one = LdapDirectory.Subtree(server, tree, _directory.UserFilter, [LdapSearchRequest.NoAttributes]) with { SizeLimit = 1 };
            var response = await SearchAsync(one, cancellationToken).ConfigureAwait(false);
            if (response.Entries.Count > 0)
                recorder.Pass("people", $"Below '{tree}' entries match {_directory.UserFilter}.");
            else
                recorder.Fail(
                    "people",
                    $"Below '{tree}' no entry matches {_directory.UserFilter}, or none may be read: {response.Result}.",
                    "Check user_base_dn and user_filter, and what the account may read.");
        }
    }

    private async Task CheckGroupsAsync(LdapServer server, HashSet<DistinguishedName> bases, CancellationToken cancellationToken)
    {
        foreach (var tree in _directory.GroupBases(server, "base of groups").Where(bases.Contains))
        {
            var request = LdapDirectory.Subtree(server, tree, _directory.Profile.IsGroup, [LdapSearchRequest.NoAttributes]);
            var response = await SearchAsync(request with { SizeLimit = CountLimit }, cancellationToken).ConfigureAwait(false);
            var count = response.Result.IsSuccess ? $"{response.Entries.Count}" : $"At least {response.Entries.Count}";
            if (response.Entries.Count > 0)
                recorder.Pass("groups", $"{count} groups can be seen below '{tree}'.");
            else
                recorder.Fail(
                    "groups",
                    $"Below '{tree}' there is no group, or none may be read: {response.Result}.",
                    "Check group_base_dn, and what the account may read.");
        }
    }

    private Task<LdapSearchResponse> SearchAsync(LdapSearchRequest request, CancellationToken cancellationToken) =>
        connection.SearchAsync(request, cancellationToken).ReadToEndAsync(cancellationToken);
}
