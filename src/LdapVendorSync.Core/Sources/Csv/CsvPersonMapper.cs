using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>Makes members of the rows of the people's file.</summary>
internal sealed class CsvPersonMapper
{
    private readonly int _id;
    private readonly int? _userName;
    private readonly int? _email;
    private readonly int? _firstName;
    private readonly int? _lastName;
    private readonly int? _displayName;
    private readonly int? _enabled;
    private readonly (int Index, string Name)[] _further;
    private readonly HashSet<string> _enabledValues;
    private readonly HashSet<string> _disabledValues;
    private readonly string _enabledName;

    /// <exception cref="CsvException">The header has not the columns that the settings name.</exception>
    public CsvPersonMapper(CsvHeader header, CsvSourceSettings settings)
    {
        var columns = settings.Columns;
        _id = header.Require(columns.Id ?? "id", "columns.id");
        _userName = header.Find(columns.UserName, "userName", "columns.userName");
        _email = header.Find(columns.Email, "email", "columns.email");
        _firstName = header.Find(columns.FirstName, "firstName", "columns.firstName");
        _lastName = header.Find(columns.LastName, "lastName", "columns.lastName");
        _displayName = header.Find(columns.DisplayName, "displayName", "columns.displayName");
        _enabled = header.Find(columns.Enabled, "enabled", "columns.enabled");
        _enabledName = _enabled is { } enabled ? header.Names[enabled] : string.Empty;
        Groups = settings.GroupsColumn is { } groups ? header.Require(groups, "groups_column") : null;
        HashSet<int?> used = [_id, _userName, _email, _firstName, _lastName, _displayName, _enabled, Groups];
        _further = [.. header.Names.Select((name, index) => (index, name)).Where(column => !used.Contains(column.index))];
        _enabledValues = new HashSet<string>(settings.EnabledValues, StringComparer.OrdinalIgnoreCase);
        _disabledValues = new HashSet<string>(settings.DisabledValues, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The column of the groups; <see langword="null"/> where rows do not name them.</summary>
    public int? Groups { get; }

    public string? IdOf(CsvRow row) => row[_id];

    /// <summary>What of a row cannot be understood, so that nothing is done with the person; <see langword="null"/> where all can.</summary>
    public string? FindFault(CsvRow row)
    {
        if (_enabled is null)
            return null;
        var value = row[_enabled];
        return value is not null && (_enabledValues.Contains(value) || _disabledValues.Contains(value))
            ? null
            : $"'{value}' in the column '{_enabledName}' is neither one of enabled_values nor of disabled_values.";
    }

    /// <summary>The member that a row with an id stands for.</summary>
    public GroupMember Map(CsvRow row) => new()
    {
        Id = row[_id]!,
        UserName = row[_userName],
        Email = row[_email],
        FirstName = row[_firstName],
        LastName = row[_lastName],
        DisplayName = row[_displayName],
        Enabled = row[_enabled] is { } enabled ? _enabledValues.Contains(enabled) : null,
        Attributes = ReadFurther(row),
    };

    private Dictionary<string, IReadOnlyList<string>> ReadFurther(CsvRow row)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, name) in _further)
        {
            if (row[index] is { } value)
                attributes[name] = [value];
        }

        return attributes;
    }
}
