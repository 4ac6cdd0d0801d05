namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>A copy of the directory that a source reads from for a while, until another one takes over.</summary>
/// <param name="Name">As it names itself, else its address.</param>
/// <param name="Turn">How many took over before, so that one that comes back is told from one that never left.</param>
internal sealed record Replica(string Name, int Turn)
{
    public override string ToString() => Name;
}
