using System.Collections;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Makes the dictionaries of settings: in the order of the file, without regard to case.</summary>
internal static class SettingsDictionary
{
    public static IDictionary Create(Type valueType) => (IDictionary)Activator.CreateInstance(
        typeof(OrderedDictionary<,>).MakeGenericType(typeof(string), valueType), StringComparer.OrdinalIgnoreCase)!;
}
