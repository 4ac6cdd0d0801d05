namespace LdapVendorSync.ProviderKit;

/// <summary>
/// A misbehaviour that counts whom it strikes; for those who write an <see cref="IVendorFaults"/>. Not safe for concurrent use.
/// </summary>
/// <param name="fault">The misbehaviour.</param>
public sealed class FaultRule(VendorFault fault)
{
    private int _seen;

    /// <summary>The misbehaviour.</summary>
    public VendorFault Fault => fault;

    /// <summary>Whether a request is struck; to be asked once for each.</summary>
    /// <param name="isWrite">Whether the request may change something.</param>
    public bool Strikes(bool isWrite)
    {
        var isMeant = fault.On switch
        {
            RequestKind.Read => !isWrite,
            RequestKind.Write => isWrite,
            _ => true,
        };
        if (!isMeant)
            return false;
        var number = _seen++;
        return number >= fault.Skip && (fault.Times == 0 || number < fault.Skip + fault.Times);
    }
}
