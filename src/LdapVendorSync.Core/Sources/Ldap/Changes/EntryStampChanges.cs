using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>
/// Finds out what changed on an OpenLDAP that does not tell it, by comparing the change stamps (<c>entryCSN</c>) of all entries with
/// those of the last time. Of each entry a mark is remembered, made of its id, its stamp and its name.
/// </summary>
/// <remarks>
/// A search for stamps later than the latest one known would be cheaper and miss changes: a replica that catches up receives entries in no
/// order of time, and a database that was restored goes back behind that stamp unseen once it has moved on. Equal stamps, of one entry,
/// mean equal content in whatever order changes arrive. Entries that were deleted or hidden are those no longer seen.
/// </remarks>
internal sealed class EntryStampChanges(LdapDirectory directory, LdapServer server, IReadOnlyList<DistinguishedName> trees, string purpose)
{
    private const string Kind = "entryCSN";
    private const string Trees = "trees";
    private const string Marks = "marks";
    private const string EntryUuid = "entryUUID";
    private const string HasSubordinates = "hasSubordinates";

    // Each takes 8 bytes in the history, and about a kilobyte on the way from the server.
    private const int MostEntries = 100_000;

    private readonly ChangeCollector _changes = new();
    private readonly HashSet<long> _marks = [];
    private readonly List<Guid> _ids = [];
    private HashSet<long>? _known;
    private string? _obstacle;

    public async Task<SourceChanges> ReadAsync(LdapChangeToken? since, CancellationToken cancellationToken)
    {
        var places = string.Join('\n', trees.Select(tree => tree.Normalized).Order(StringComparer.Ordinal));
        _known = since?.Kind == Kind && since.Values.GetValueOrDefault(Trees) == places
            ? ReadMarks(since.Values.GetValueOrDefault(Marks))
            : null;
        if (_known is null)
            _changes.Doubt("the stamps of its entries were not compared before");
        foreach (var tree in trees)
        {
            _changes.AddTree(tree.ToString());
            var search = LdapDirectory.Subtree(
                server, tree, LdapFilter.MatchAll, [EntryUuid, Kind, "objectClass", HasSubordinates]);
            var result = await directory.Session
                .ReceivePagedAsync(search, directory.Settings.PageSize, purpose, Receive, cancellationToken)
                .ConfigureAwait(false);
            if (!result.IsSuccess)
                _obstacle ??= $"the stamps of the entries below '{tree}' were not told: {result}";
            if (_obstacle is not null)
                return SourceChanges.Unknown(_obstacle);
        }

        if (_known is not null && !_marks.SetEquals(_known))
            _ids.ForEach(_changes.AddPresent);
        return _changes.ToChanges(new LdapChangeToken(
            Kind, new Dictionary<string, string> { [Trees] = places, [Marks] = WriteMarks() }));
    }

    private ValueTask Receive(IReadOnlyList<LdapSearchItem> items)
    {
        foreach (var item in items)
            Receive(item);
        return ValueTask.CompletedTask;
    }

    private void Receive(LdapSearchItem item)
    {
        if (_marks.Count >= MostEntries)
            _obstacle ??= $"the directory has more than {MostEntries} entries to compare";
        if (_obstacle is null && item is LdapEntry entry)
            Receive(entry);
        else if (item is LdapSearchReference)
            _obstacle ??= "parts of the directory are on other servers";
    }

    private void Receive(LdapEntry received)
    {
        if (!TryGetOne(received, EntryUuid, out var text) || !Guid.TryParseExact(text, "D", out var id)
            || !TryGetOne(received, Kind, out var stamp))
        {
            _obstacle = $"the account may not see {EntryUuid} and {Kind} of '{received.Dn}'";
            return;
        }

        var mark = MarkOf(id, stamp, received.Dn);
        _marks.Add(mark);
        _ids.Add(id);
        if (_known?.Contains(mark) != false)
            return;

        // What counts for all entries below it, such as where people are searched, shows in none of them.
        if (!received.TryGetString(HasSubordinates, out var hasSubordinates) || hasSubordinates != "FALSE")
            _changes.Doubt($"'{received.Dn}', which may have entries below it, changed");
        var entry = received.ToDirectoryEntry();
        _changes.Add(new ChangedEntry(
            id.ToString(), received.Dn, !entry.ObjectClasses.Any() || entry.HasObjectClass(EntryClasses.GroupClasses)));
    }

    private static bool TryGetOne(LdapEntry entry, string attribute, out string value)
    {
        value = string.Empty;
        return entry[attribute] is { Count: 1 } && entry.TryGetString(attribute, out value!);
    }

    private static long MarkOf(Guid id, string stamp, string dn) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{id} {stamp} {dn}")));

    private string WriteMarks()
    {
        var bytes = new byte[_marks.Count * sizeof(long)];
        var position = 0;
        foreach (var mark in _marks.Order())
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(position), mark);
            position += sizeof(long);
        }

        return Convert.ToBase64String(bytes);
    }

    private static HashSet<long>? ReadMarks(string? text)
    {
        var bytes = new byte[(text?.Length ?? 0) / 4 * 3];
        if (text is null || !Convert.TryFromBase64String(text, bytes, out var length) || length % sizeof(long) != 0)
            return null;
        var marks = new HashSet<long>(length / sizeof(long));
        for (var position = 0; position < length; position += sizeof(long))
            marks.Add(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(position)));
        return marks;
    }
}
