using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LdapVendorSync.Core.History.Systems;

namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>The JSON inside the nodes of snapshots.</summary>
[JsonSerializable(typeof(StoredMember))]
[JsonSerializable(typeof(List<StoredMember>))]
[JsonSerializable(typeof(SnapshotDetails))]
[JsonSerializable(typeof(IReadOnlyList<StoredGroup>))]
[JsonSerializable(typeof(IReadOnlyList<StoredMemberships>))]
internal sealed partial class SnapshotJson : JsonSerializerContext
{
    /// <summary>Compact, and readable once it is unpacked.</summary>
    public static SnapshotJson Compact { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<Members.AccountState>(),
            new JsonStringEnumConverter<Members.NonPersonKind>(),
            new JsonStringEnumConverter<Members.ReadReasonKind>(),
            new JsonStringEnumConverter<Members.HoldScope>(),
        },
    });
}
