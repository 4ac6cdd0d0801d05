using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Reads everybody whom the settings count as a person. No list names them, so that the search itself has to come to its end.</summary>
/// <param name="directory">Where to search.</param>
/// <param name="server">The server.</param>
/// <param name="purpose">What it is for, for messages.</param>
internal sealed class EverybodyReader(LdapDirectory directory, LdapServer server, string purpose)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="SourceException">The search did not come to its end.</exception>
    public async IAsyncEnumerable<GroupMember> ReadAsync(GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.OpenReason = "it is everybody, whom no list names";
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in directory.UserBases(server, purpose))
        {
            var response = await SearchAsync(tree, directory.UserFilter, directory.People.Attributes, cancellationToken).ConfigureAwait(false);
            if (!response.Result.IsSuccess)
                throw Fail(response, tree);
            foreach (var reference in response.References)
                recorder.Report(Elsewhere(tree, reference));
            foreach (var entry in response.Entries.Select(entry => entry.ToDirectoryEntry()).Where(entry => !EntryClasses.IsGroup(entry)))
            {
                var person = directory.People.Map(entry);
                recorder.LimitValidity(person.AccountStateUntil);
                if (ids.Add(person.Id))
                    yield return person;
            }

            await NoteDoubtfulAsync(tree, recorder, cancellationToken).ConfigureAwait(false);
        }

        recorder.MarkProved();
    }

    // Whoever is left out only because an attribute may not be read any more has not left.
    private async Task NoteDoubtfulAsync(DistinguishedName tree, GroupReadRecorder recorder, CancellationToken cancellationToken)
    {
        if (directory.FilterDoubt.Attributes.Count == 0)
            return;
        var isSomebody = LdapFilter.Or(EntryClasses.PersonClasses.Select(name => LdapFilter.Equality("objectClass", name)));
        var others = LdapFilter.And(isSomebody, LdapFilter.Not(directory.UserFilter));
        var response = await SearchAsync(tree, others, directory.OtherAttributes(server), cancellationToken).ConfigureAwait(false);
        if (!response.Result.IsSuccess)
        {
            recorder.Report(new ReadReason(
                ReadReasonKind.LimitExceeded,
                HoldScope.Mapping,
                $"Whom the filter leaves out below '{tree}' could not be read to the end, so that some of them may only be hidden: {response.Result}."));
            return;
        }

        foreach (var entry in response.Entries.Select(entry => entry.ToDirectoryEntry()).Where(entry => NonPersonEntry.Of(entry) is null))
        {
            recorder.FilteredOut++;
            if (directory.FilterDoubt.Of(entry) is { Count: > 0 } absent)
                recorder.NoteDoubtful(new DoubtfulMember(entry.Dn.ToString(), absent));
        }
    }

    private Task<LdapSearchResponse> SearchAsync(
        DistinguishedName tree, LdapFilter filter, IReadOnlyList<string> attributes, CancellationToken cancellationToken) =>
        directory.Session.SearchPagedAsync(
            LdapDirectory.Subtree(server, tree, filter, attributes), directory.Settings.PageSize, purpose, cancellationToken);

    private SourceException Fail(LdapSearchResponse response, DistinguishedName tree) => directory.Session.Fail(
        LdapFault.Classify(response.Result.Code), purpose, $"after {response.Entries.Count} entries below '{tree}' came {response.Result}.");

    private static ReadReason Elsewhere(DistinguishedName tree, LdapSearchReference reference) => new(
        ReadReasonKind.Referral,
        HoldScope.Mapping,
        $"Below '{tree}' a part is on another server, which was not asked: {reference}.",
        reference.ToString());
}
