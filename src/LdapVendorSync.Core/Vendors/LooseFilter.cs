using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors;

/// <summary>Says once that a vendor answers look-ups with more than what was asked for.</summary>
internal sealed class LooseFilter(string vendor, ILogger logger)
{
    private int _isTold;

    /// <summary>Notes an account that a look-up gave although it has another key.</summary>
    public void Note(MatchKey key, GroupMember other)
    {
        if (Interlocked.Exchange(ref _isTold, 1) != 0)
            return;
        logger.LogWarning(
            "{Vendor}: a look-up by {Key} also gave {Other}: the server takes the filter as a hint, or not at all. "
            + "Only exact matches count; but each look-up may read all accounts.",
            vendor,
            key,
            other.Label);
    }
}
