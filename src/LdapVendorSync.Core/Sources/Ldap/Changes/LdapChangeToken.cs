using System.Text.Json;
using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>Where a directory stood when it was asked: enough to ask it what changed since.</summary>
/// <param name="Kind">By which means it was asked.</param>
/// <param name="Values">What these need to know.</param>
internal sealed record LdapChangeToken(string Kind, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Reads a token as it is stored; <see langword="null"/> for none, and for one that cannot be understood.</summary>
    public static LdapChangeToken? Parse(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, LdapChangeTokenJson.Default.LdapChangeToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The token as it is stored.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, LdapChangeTokenJson.Default.LdapChangeToken);
}

[JsonSerializable(typeof(LdapChangeToken))]
internal sealed partial class LdapChangeTokenJson : JsonSerializerContext;
