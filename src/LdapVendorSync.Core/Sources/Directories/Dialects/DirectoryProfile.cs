using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories.Accounts;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Directories.Dialects;

/// <summary>How the entries of one directory are understood: the dialect, except where the settings say otherwise.</summary>
internal sealed class DirectoryProfile
{
    /// <summary>A profile for the directory of a source.</summary>
    /// <exception cref="SourceException">The filter of the settings is invalid.</exception>
    public DirectoryProfile(DirectorySourceSettings settings, Dialect dialect, TimeProvider timeProvider)
    {
        Dialect = dialect;
        Fields = dialect.Fields.With(settings.Fields);
        var accounts = AccountJudge.Create(settings, dialect.AccountRules, timeProvider);
        People = new PersonMapper(Fields, accounts, settings.Attributes);
        Groups = new GroupMapper(settings.MemberAttributes ?? dialect.MemberAttributes, People, dialect.RequiredMembers);
        IsGroup = LdapFilter.Or(dialect.GroupClasses.Select(name => LdapFilter.Equality("objectClass", name)));
        UserFilterText = settings.UserFilter ?? dialect.UserFilter;
        UserFilter = settings.ParseUserFilter(UserFilterText);
    }

    public Dialect Dialect { get; }

    /// <summary>Which attributes hold the fields of a person.</summary>
    public PersonFields Fields { get; }

    public PersonMapper People { get; }

    public GroupMapper Groups { get; }

    /// <summary>Matches every group.</summary>
    public LdapFilter IsGroup { get; }

    /// <summary>Who counts as a person.</summary>
    public LdapFilter UserFilter { get; }

    /// <summary>The same, as somebody wrote it.</summary>
    public string UserFilterText { get; }
}
