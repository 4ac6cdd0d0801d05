using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Takes a free-form block as JSON, by the core schema of YAML 1.2: what stands in quotes is text.</summary>
internal static class JsonForm
{
    public static JsonNode? From(ConfigurationNode node) => node switch
    {
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(From)]),
        MappingNode mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, From(entry.Value)))),
        _ => FromScalar((ScalarNode)node),
    };

    private static JsonValue? FromScalar(ScalarNode scalar)
    {
        if (!scalar.IsPlain)
            return JsonValue.Create(scalar.Text);
        if (scalar.IsNull)
            return null;
        if (scalar.Text is "true" or "True" or "TRUE")
            return JsonValue.Create(true);
        if (scalar.Text is "false" or "False" or "FALSE")
            return JsonValue.Create(false);
        if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return JsonValue.Create(whole);
        return double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(scalar.Text);
    }
}
