using System.Text.Json.Nodes;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Names the types of settings in words.</summary>
internal static class SettingTypeName
{
    public static string Of(Type type)
    {
        if (type.IsGenericType)
            return OfMany(type);
        if (type.IsEnum || type == typeof(Microsoft.Extensions.Logging.LogLevel))
            return "choice";
        return Names.GetValueOrDefault(type) ?? (SettingsDescriptor.Describes(type) ? "block" : "text");
    }

    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(bool)] = "true or false",
        [typeof(int)] = "whole number",
        [typeof(long)] = "whole number",
        [typeof(double)] = "number",
        [typeof(decimal)] = "number",
        [typeof(Uri)] = "address",
        [typeof(TimeSpan)] = "duration",
        [typeof(CountOrShare)] = "count or share",
        [typeof(Secret)] = "secret",
        [typeof(JsonNode)] = "any",
        [typeof(object)] = "any",
    };

    private static string OfMany(Type type)
    {
        var item = Of(Nullable.GetUnderlyingType(type.GetGenericArguments()[^1]) ?? type.GetGenericArguments()[^1]);
        return type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? $"list of {item}" : $"key: {item}";
    }
}
