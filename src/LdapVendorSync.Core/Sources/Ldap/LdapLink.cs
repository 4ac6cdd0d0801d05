using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>An authenticated connection, and what the server at its other end says of itself.</summary>
internal sealed record LdapLink(LdapConnection Connection, LdapServer Server)
{
    /// <summary>
    /// Which copy of the directory answers: as it names itself, else its address. Behind one name there may be several, and one may lag
    /// behind another.
    /// </summary>
    public string Replica { get; } = Server.InstanceName ?? Connection.RemoteAddress;

    /// <summary>How many connections the source made before, and this one.</summary>
    public int Number { get; init; }

    /// <summary>The timestamp at which the connection was authenticated.</summary>
    public long MadeAt { get; init; }
}
