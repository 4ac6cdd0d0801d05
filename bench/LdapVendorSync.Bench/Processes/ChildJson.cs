using System.Text.Json.Serialization;

namespace LdapVendorSync.Bench.Processes;

/// <summary>The answers of children.</summary>
[JsonSerializable(typeof(CompareAnswer))]
internal sealed partial class ChildJson : JsonSerializerContext;
