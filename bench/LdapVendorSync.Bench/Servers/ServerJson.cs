using System.Text.Json.Serialization;

namespace LdapVendorSync.Bench.Servers;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VendorServerOptions))]
[JsonSerializable(typeof(VendorCounts))]
internal sealed partial class ServerJson : JsonSerializerContext;
