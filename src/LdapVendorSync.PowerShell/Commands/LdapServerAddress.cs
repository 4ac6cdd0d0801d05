namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Reads what <c>-Server</c> is given: a host name with or without a port, or an address.</summary>
internal static class LdapServerAddress
{
    /// <summary>The address of a server.</summary>
    /// <param name="server"><c>host</c>, <c>host:port</c>, <c>ldap://host</c> or <c>ldaps://host:port</c>.</param>
    /// <param name="port">The port where <paramref name="server"/> has none; <see langword="null"/> for the standard one.</param>
    /// <param name="useSsl">Whether TLS is meant from the first byte.</param>
    /// <exception cref="FormatException">It is none of these, or contradicts <paramref name="useSsl"/>.</exception>
    public static Uri Parse(string server, int? port, bool useSsl)
    {
        var text = server.Contains("://", StringComparison.Ordinal) ? server : $"{(useSsl ? "ldaps" : "ldap")}://{server}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Host.Length == 0
            || address.Scheme is not ("ldap" or "ldaps"))
        {
            throw new FormatException(
                $"'{server}' is no LDAP server: give a host name, host:port, or an address with ldap:// or ldaps://.");
        }

        if (useSsl && address.Scheme != "ldaps")
            throw new FormatException($"'{server}' says ldap://, -UseSsl says TLS from the first byte: use ldaps:// or leave one out.");

        // .NET knows the standard port of ldap, not that of ldaps.
        var standard = address.Scheme == "ldaps" ? 636 : 389;
        return address.Port < 0 || address.IsDefaultPort ? new UriBuilder(address) { Port = port ?? standard }.Uri : address;
    }
}
