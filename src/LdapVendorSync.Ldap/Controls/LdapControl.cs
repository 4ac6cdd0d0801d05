namespace LdapVendorSync.Ldap.Controls;

/// <summary>An extension of a request or response (RFC 4511 section 4.1.11).</summary>
public class LdapControl
{
    /// <summary>Creates a control.</summary>
    /// <param name="oid">The control's object identifier, in dotted form.</param>
    /// <param name="isCritical">Whether the server must refuse the request if it does not know the control.</param>
    /// <param name="value">The value, whose encoding the control defines; null for none.</param>
    public LdapControl(string oid, bool isCritical = false, ReadOnlyMemory<byte>? value = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(oid);
        Oid = oid;
        IsCritical = isCritical;
        Value = value;
    }

    /// <summary>The object identifier, in dotted form.</summary>
    public string Oid { get; }

    /// <summary>Whether the server must refuse the request if it does not know the control.</summary>
    public bool IsCritical { get; }

    /// <summary>The value, if there is one.</summary>
    public ReadOnlyMemory<byte>? Value { get; }

    /// <summary>The object identifier.</summary>
    public override string ToString() => Oid;
}
