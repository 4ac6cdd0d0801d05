using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Reads the whole of a member list that the server hands out in parts (<c>member;range=0-1499</c>, MS-ADTS section 3.1.1.3.1.3.3).
/// </summary>
/// <remarks>
/// Parts are told by index. Where somebody leaves the group between two parts, everybody behind moves up by one, and one who stays falls
/// into the gap. So each further part is asked for from the last value of the one before on: does it not begin with that, the list has
/// shifted, and is read again.
/// </remarks>
/// <param name="directory">The directory.</param>
/// <param name="readEntry">Reads the group's entry afresh.</param>
/// <param name="readPart">Reads one attribute of it.</param>
internal sealed class MemberListReader(
    LdapDirectory directory,
    Func<CancellationToken, Task<DirectoryEntry>> readEntry,
    Func<string, CancellationToken, Task<DirectoryEntry>> readPart)
{
    private const int Attempts = 4;

    /// <summary>Completes a group. A list that keeps shifting, or a part that does not come, leaves it unfinished, which the walk
    /// reports.</summary>
    /// <param name="entry">The entry with the first part.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DirectoryGroup> ReadAsync(DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var group = directory.Groups.Map(entry);
        for (var attempt = 1; group.Unfinished.Count > 0; attempt++)
        {
            var parts = new List<DirectoryValues>();
            var hasShifted = false;
            foreach (var (attribute, known) in group.Unfinished)
                hasShifted |= !await TryReadAsync(entry, attribute, known, parts, cancellationToken).ConfigureAwait(false);
            if (!hasShifted)
                return directory.Groups.Map(new DirectoryEntry(entry.Dn, [.. entry.Attributes, .. parts]));
            if (attempt == Attempts)
                return group;
            entry = await readEntry(cancellationToken).ConfigureAwait(false);
            group = directory.Groups.Map(entry);
        }

        return group;
    }

    /// <summary>Reads the further parts of one attribute, as far as they come.</summary>
    /// <returns>Whether the list stood still meanwhile.</returns>
    private async Task<bool> TryReadAsync(
        DirectoryEntry entry, string attribute, int known, List<DirectoryValues> parts, CancellationToken cancellationToken)
    {
        var values = entry.OfType(attribute).SelectMany(part => part.Values).ToList();
        var seen = values.Select(Octets).ToHashSet(StringComparer.Ordinal);
        var overlap = known > 0 && values.Count == known ? 1 : 0;
        var last = overlap == 1 ? Octets(values[^1]) : null;
        while (await ReadPartAsync(attribute, known - overlap, cancellationToken).ConfigureAwait(false) is { } part)
        {
            if (overlap == 1 && (part.Values.Count == 0 || Octets(part.Values[0]) != last))
                return false;
            var added = part.Values.Skip(overlap).ToList();
            if (!added.TrueForAll(value => seen.Add(Octets(value))))
                return false;

            var range = part.Description.Range!.Value;
            parts.Add(new DirectoryValues(Describe(attribute, known, range.High), added));
            if (range.IsLast || added.Count != range.High - known + 1)
                return true;
            if (added.Count == 0 && overlap == 0)
                return true;

            // Parts of a single value have no room for an overlap.
            overlap = added.Count == 0 ? 0 : 1;
            if (added.Count == 0)
                parts.RemoveAt(parts.Count - 1);
            else
                last = Octets(added[^1]);
            known += added.Count;
        }

        return true;
    }

    private async Task<DirectoryValues?> ReadPartAsync(string attribute, int from, CancellationToken cancellationToken)
    {
        var entry = await readPart(string.Create(CultureInfo.InvariantCulture, $"{attribute};range={from}-*"), cancellationToken)
            .ConfigureAwait(false);
        return entry.OfType(attribute).FirstOrDefault(values => values.Description.Range?.Low == from);
    }

    private static AttributeDescription Describe(string attribute, int low, int? high) => AttributeDescription.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{attribute};range={low}-{(high is { } end ? end : "*")}"));

    private static string Octets(ReadOnlyMemory<byte> value) => Encoding.Latin1.GetString(value.Span);
}
