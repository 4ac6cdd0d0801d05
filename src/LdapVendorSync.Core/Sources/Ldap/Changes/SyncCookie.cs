using System.Text;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>A cookie of an OpenLDAP, which says what it stands for: <c>rid=…,csn=…;…</c>, a change stamp for each server that takes writes.</summary>
/// <param name="base64">The cookie, base64.</param>
internal sealed class SyncCookie(string base64)
{
    private const string Key = "csn=";

    /// <summary>The change stamps: the time, a count, the server's number, another count, separated by <c>#</c>.</summary>
    public SortedSet<string> Stamps { get; } = Read(base64);

    /// <summary>Whether it stands for a state in which a write had been made.</summary>
    /// <param name="stamp">The change stamp of the write.</param>
    public bool Covers(string stamp) =>
        Stamps.Any(own => ServerOf(own) == ServerOf(stamp) && string.CompareOrdinal(own, stamp) >= 0);

    private static string? ServerOf(string stamp) => stamp.Split('#') is [_, _, var server, ..] ? server : null;

    private static SortedSet<string> Read(string base64)
    {
        var text = Encoding.ASCII.GetString(Convert.FromBase64String(base64));
        var part = text.Split(',').FirstOrDefault(part => part.StartsWith(Key, StringComparison.Ordinal));
        return new SortedSet<string>(
            part?[Key.Length..].Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [], StringComparer.Ordinal);
    }
}
