using System.Formats.Asn1;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Ldap.Controls;

/// <summary>What a server says about a synchronisation in its midst (RFC 4533 section 2.5).</summary>
/// <param name="Cookie">The state of the content so far; null where the server did not send one.</param>
public abstract record SyncInfo(ReadOnlyMemory<byte>? Cookie)
{
    /// <summary>The name of the intermediate response.</summary>
    public const string ResponseName = "1.3.6.1.4.1.4203.1.9.1.4";

    private static readonly Asn1Tag NewCookieTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RefreshDeleteTag = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag RefreshPresentTag = new(TagClass.ContextSpecific, 2, isConstructed: true);
    private static readonly Asn1Tag IdSetTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    /// <summary>Decodes an intermediate response of a synchronisation.</summary>
    /// <param name="response">An intermediate response.</param>
    /// <returns>What it says, or null when it belongs to another extension.</returns>
    /// <exception cref="LdapProtocolException">Its value is malformed.</exception>
    public static SyncInfo? Read(LdapIntermediateResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Name == ResponseName ? ControlValue.Decode(response.Value, "sync info message", Read) : null;
    }

    private static SyncInfo Read(BerReader value)
    {
        if (value.NextIs(NewCookieTag)) return new SyncNewCookie(value.ReadOctetString(NewCookieTag));
        if (value.NextIs(IdSetTag)) return ReadIdSet(value.ReadConstructed(IdSetTag));
        var isDeletePhase = value.NextIs(RefreshDeleteTag);
        var phase = value.ReadConstructed(isDeletePhase ? RefreshDeleteTag : RefreshPresentTag);
        var cookie = phase.ReadOptionalOctetString(Asn1Tag.PrimitiveOctetString);
        // DEFAULT TRUE
        var isDone = !phase.NextIs(Asn1Tag.Boolean) || phase.ReadBoolean();
        return new SyncPhaseEnd(cookie, isDeletePhase, isDone);
    }

    private static SyncIdSet ReadIdSet(BerReader content)
    {
        var cookie = content.ReadOptionalOctetString(Asn1Tag.PrimitiveOctetString);
        var refreshDeletes = content.NextIs(Asn1Tag.Boolean) && content.ReadBoolean();
        var set = content.ReadSet();
        var ids = new List<Guid>();
        while (set.HasData) ids.Add(SyncUuid.Read(ref set));
        return new SyncIdSet(cookie, refreshDeletes, ids);
    }
}

/// <summary>A further cookie, without anything else to say.</summary>
/// <param name="Cookie">The state of the content so far.</param>
public sealed record SyncNewCookie(ReadOnlyMemory<byte>? Cookie) : SyncInfo(Cookie);

/// <summary>The end of a phase of the refresh.</summary>
/// <param name="Cookie">The state of the content so far; null where the server did not send one.</param>
/// <param name="IsDeletePhase">Whether it was the phase that names deleted entries; otherwise the one that names present ones.</param>
/// <param name="RefreshDone">Whether no further phase follows.</param>
public sealed record SyncPhaseEnd(ReadOnlyMemory<byte>? Cookie, bool IsDeletePhase, bool RefreshDone) : SyncInfo(Cookie);

/// <summary>Many entries at once, by their UUIDs.</summary>
/// <param name="Cookie">The state of the content so far; null where the server did not send one.</param>
/// <param name="RefreshDeletes">Whether the entries are deleted; otherwise they are present and unchanged.</param>
/// <param name="EntryUuids">The entries.</param>
public sealed record SyncIdSet(ReadOnlyMemory<byte>? Cookie, bool RefreshDeletes, IReadOnlyList<Guid> EntryUuids) : SyncInfo(Cookie);
