using System.Net;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>
/// Changes members by reading all of them and writing all of them. What others do meanwhile is noticed: by the ETag before the write, or
/// by reading again after it.
/// </summary>
internal sealed class RestReplacer(RestSession session, RestReplace replace)
{
    private readonly GroupGates _gates = new();

    /// <summary>Applies changes of one group together: all or none.</summary>
    public async Task ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, string purpose, CancellationToken cancellationToken)
    {
        using var turn = await _gates.EnterAsync(group.Id, cancellationToken).ConfigureAwait(false);
        string? refusedTag = null;
        for (var attempt = 1; ; attempt++)
        {
            var members = await ReadAsync(group, purpose, cancellationToken).ConfigureAwait(false);
            if (!Change(members, group, changes, purpose))
                return;
            // Refused although nothing changed: to a strict server no weak tag ever matches (RFC 9110 section 13.1.1).
            var tag = members.ETag == refusedTag && IsWeak(members.ETag) ? null : members.ETag;
            var write = new Writing(members, tag, group, changes, purpose, IsLast: attempt >= replace.MaxAttempts);
            if (await TryWriteAsync(write, cancellationToken).ConfigureAwait(false))
                return;
            refusedTag = tag;
            session.Logger.LogInformation(
                "{Vendor}: group '{Group}' was changed by somebody else at the same time; it is read and written again.",
                session.Vendor, group.Name);
        }
    }

    private async Task<bool> TryWriteAsync(Writing write, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error) when (IsOutdated(error) && !write.IsLast)
        {
            return false;
        }

        // Without a tag that the server is bound to compare it takes whatever comes: who wrote last shows afterwards.
        var isSure = write.Tag is not null && !IsWeak(write.Tag);
        if (isSure || await IsDoneAsync(write.Group, write.Changes, write.Purpose, cancellationToken).ConfigureAwait(false))
            return true;
        return !write.IsLast
            ? false
            : throw session.Client.Failure(
                VendorFailure.Conflict,
                write.Purpose,
                $"somebody else changes the group all the time; given up after {replace.MaxAttempts} attempts");
    }

    // 409 is what servers say that keep the version within the document.
    private static bool IsOutdated(VendorException error) => error is { StatusCode: 412 or 409, OutcomeUnknown: false };

    private static bool IsWeak(string? tag) => tag?.StartsWith("W/", StringComparison.Ordinal) == true;

    private async Task WriteAsync(Writing write, CancellationToken cancellationToken)
    {
        await session.Client.SendAsync(
            replace.Write, new RestValues { Group = write.Group }, write.Purpose, cancellationToken, IsDone, Complete).ConfigureAwait(false);

        Task<bool> IsDone(CancellationToken token) => IsDoneAsync(write.Group, write.Changes, write.Purpose, token);

        VendorHttpRequest Complete(VendorHttpRequest request)
        {
            var complete = session.Client.Understand(write.Purpose, () => write.Members.Complete(request));
            return write.Tag is { } tag
                ? complete with { Headers = [.. complete.Headers, KeyValuePair.Create("If-Match", tag)] }
                : complete;
        }
    }

    /// <returns>Whether anything has to be written.</returns>
    private bool Change(IMemberList members, VendorGroup group, IReadOnlyList<BatchChange> changes, string purpose) =>
        session.Client.Understand(purpose, () =>
        {
            var present = members.Ids;
            var due = changes.Where(change => IsDue(change, present)).ToArray();
            foreach (var change in due)
            {
                if (change.Action == ChangeAction.Add)
                    members.Add(session.ValuesFor(change.User, group));
                else
                    members.Remove(change.User.Id);
            }

            return due.Length > 0;
        });

    private async Task<bool> IsDoneAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, string purpose, CancellationToken cancellationToken)
    {
        return await RestClient.AfterWriteAsync(async () =>
        {
            var members = await ReadAsync(group, purpose, cancellationToken).ConfigureAwait(false);
            var present = session.Client.Understand(purpose, () => members.Ids);
            return !changes.Any(change => IsDue(change, present));
        }).ConfigureAwait(false);
    }

    private static bool IsDue(BatchChange change, IReadOnlySet<string> present) =>
        present.Contains(change.User.Id) != (change.Action == ChangeAction.Add);

    private async Task<IMemberList> ReadAsync(VendorGroup group, string purpose, CancellationToken cancellationToken)
    {
        var values = new RestValues { Group = group };
        if (replace.Read is not { } read)
            return new WholeMemberList(session, replace, group, await ListAsync(values, purpose, cancellationToken).ConfigureAwait(false));
        var response = await session.Client.SendAsync(read, values, purpose, cancellationToken).ConfigureAwait(false);
        return session.Client.Understand(purpose, () =>
        {
            IMemberList document = replace.BodyFormat == RestBodyFormat.Xml
                ? new XmlMemberDocument(response, replace)
                : new JsonMemberDocument(response, replace);
            CheckWhole(read, response, document);
            return document;
        });
    }

    private async Task<IReadOnlyList<GroupMember>> ListAsync(RestValues values, string purpose, CancellationToken cancellationToken)
    {
        var operation = session.Shape.ReadMembers;
        var list = session.Client.List(operation, values, purpose);
        var members = new List<GroupMember>();
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            members.Add(session.ReadMember(operation, item, purpose));
        session.EnsureWhole(list, purpose);
        return members;
    }

    // What is not in the list would be out of the group when it is written.
    private static void CheckWhole(RestOperation read, VendorHttpResponse response, IMemberList document)
    {
        var count = document.Ids.Count;
        if (response.Status == HttpStatusCode.PartialContent)
            throw new FormatException("the answer is only a part of the document (206)");
        if (response.Headers.TryGetValue("Link", out var links) && LinkHeader.Find(links, "next") is not null)
            throw new FormatException("the list of members goes on behind a Link header; give a body with \"{items}\" instead");
        if (ListReader.TotalOf(read.Paging, () => Answers.RestAnswer.Parse(response, read), response) is { } total && total != count)
            throw new FormatException($"the server says that there are {total} members, but the document holds {count}");
    }

    /// <summary>One attempt to write the members.</summary>
    /// <param name="Members">All of them, changed.</param>
    /// <param name="Tag">The state that is to be replaced; <see langword="null"/> for whatever is there.</param>
    /// <param name="Group">The group.</param>
    /// <param name="Changes">The changes.</param>
    /// <param name="Purpose">What it is for.</param>
    /// <param name="IsLast">Whether it is given up after this one.</param>
    private sealed record Writing(
        IMemberList Members, string? Tag, VendorGroup Group, IReadOnlyList<BatchChange> Changes, string Purpose, bool IsLast);
}
