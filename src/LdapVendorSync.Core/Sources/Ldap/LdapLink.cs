using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>An authenticated connection, and what the server at its other end says of itself.</summary>
internal sealed record LdapLink(LdapConnection Connection, LdapServer Server)
{
    private int _searches;

    /// <summary>
    /// Which copy of the directory answers: as it names itself, else its address. Behind one name there may be several, and one may lag
    /// behind another.
    /// </summary>
    public string Replica { get; } = Server.InstanceName ?? Connection.RemoteAddress;

    /// <summary>How many connections the source made before, and this one.</summary>
    public int Number { get; init; }

    /// <summary>The timestamp at which the connection was authenticated.</summary>
    public long MadeAt { get; init; }

    /// <summary>Whether a search is under way on it, or was when it ended and does not know yet.</summary>
    public bool IsSearched => Volatile.Read(ref _searches) > 0;

    /// <summary>Says that a search begins.</summary>
    public void BeginSearch() => Interlocked.Increment(ref _searches);

    /// <summary>Says that a search is over, and that whatever ended the connection under it was noted.</summary>
    public void EndSearch() => Interlocked.Decrement(ref _searches);
}
