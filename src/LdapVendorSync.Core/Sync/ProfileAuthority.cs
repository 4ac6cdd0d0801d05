using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Decides which mapping of a vendor may change an account: the one whose source is listed first speaks for the person, once a run.
/// </summary>
internal sealed class ProfileAuthority
{
    private readonly Dictionary<string, string> _sourceOf = new(StringComparer.Ordinal);
    private readonly HashSet<(string VendorId, ChangeAction Action)> _changed = [];
    private readonly Lock _gate = new();

    /// <summary>Notes that a source knows the person behind an account.</summary>
    public void Observe(string vendorId, string source)
    {
        lock (_gate)
            _sourceOf.TryAdd(vendorId, source);
    }

    /// <summary>
    /// Whether a change of an account may be made: nobody with more authority speaks for it, and it was not made already.
    /// </summary>
    public bool TryClaim(MembershipChange change)
    {
        var vendorId = change.VendorMember!.Id;
        var source = SourceOf(change);
        lock (_gate)
        {
            _sourceOf.TryAdd(vendorId, source);
            return _sourceOf[vendorId] == source && _changed.Add((vendorId, change.Action));
        }
    }

    /// <summary>The source that a change's person comes from.</summary>
    public static string SourceOf(MembershipChange change) =>
        change.SourceMember?.Read?.System ?? (change as InverseChange)?.Source ?? change.Mapping.Source;
}
