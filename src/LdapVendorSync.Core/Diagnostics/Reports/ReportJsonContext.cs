using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>The generated serializers of the reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n",
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(ChangeDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
