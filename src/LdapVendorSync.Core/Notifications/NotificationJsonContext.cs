using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Notifications;

/// <summary>The file of open alerts and the webhook's own shape, serialised without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(OpenAlert[]))]
[JsonSerializable(typeof(WebhookDocument))]
internal sealed partial class NotificationJsonContext : JsonSerializerContext;
