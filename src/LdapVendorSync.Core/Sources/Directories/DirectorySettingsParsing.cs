using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Turns the texts of the settings into names and filters.</summary>
internal static class DirectorySettingsParsing
{
    /// <summary>A base DN, or <see langword="null"/> where none is set.</summary>
    /// <exception cref="SourceException">It is no DN.</exception>
    public static DistinguishedName? ParseBase(this DirectorySourceSettings settings, string? text, string key)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return DistinguishedName.Parse(text);
        }
        catch (DistinguishedNameFormatException error)
        {
            throw new SourceException(SourceFailure.Malformed, $"Source '{settings.Name}': {key}: {error.Message}", error);
        }
    }

    /// <summary>The filter that says who is a person.</summary>
    /// <exception cref="SourceException">It is no filter.</exception>
    public static LdapFilter ParseUserFilter(this DirectorySourceSettings settings, string filter)
    {
        try
        {
            return LdapFilter.Parse(filter);
        }
        catch (LdapFilterFormatException error)
        {
            throw new SourceException(SourceFailure.Malformed, $"Source '{settings.Name}': user_filter: {error.Message}", error);
        }
    }
}
