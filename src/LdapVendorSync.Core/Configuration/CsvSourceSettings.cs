using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>People and groups in CSV files (RFC 4180), such as an extract of a personnel system.</summary>
public sealed record CsvSourceSettings : SourceSettings
{
    /// <inheritdoc />
    public override string Type => "csv";

    /// <summary>The file of the people, an absolute path once loaded.</summary>
    [Setting("The file of the people, a row each, under a header.", IsPath = true)]
    public required string File { get; init; }

    /// <summary>Which columns hold the fields of a person.</summary>
    [Setting("Which columns hold the fields of a person. Every other column is a further attribute under its own name.")]
    public CsvColumnSettings Columns { get; init; } = new();

    /// <summary>What separates the fields; <see langword="null"/> to look at the header.</summary>
    [Setting("What separates the fields: one character, or tab; where left out, the one of comma, semicolon and tab that the header has.")]
    public string? Delimiter { get; init; }

    /// <summary>The encoding of the files; <see langword="null"/> for that of the byte order mark, else UTF-8.</summary>
    [Setting("The encoding of the files, such as windows-1252 or iso-8859-15; that of the byte order mark, else utf-8, where left out.")]
    public string? Encoding { get; init; }

    /// <summary>Whether a file must end in a line break.</summary>
    [Setting("Whether the last line must end in a line break: one that does not may have been cut off in the middle of a field.")]
    public bool RequireFinalNewline { get; init; } = true;

    /// <summary>How many people there are at least.</summary>
    [Setting("How many rows the file of the people has at least; with fewer it counts as cut off.")]
    [Range(1, int.MaxValue)]
    public int MinRows { get; init; } = 1;

    /// <summary>The values of the column of <see cref="CsvColumnSettings.Enabled"/> for an account that may be used.</summary>
    [Setting("The values of the column enabled for an account that may be used; case does not count.")]
    [MinLength(1)]
    public IReadOnlyList<string> EnabledValues { get; init; } = ["true", "yes", "1", "active", "enabled"];

    /// <summary>The values of the column of <see cref="CsvColumnSettings.Enabled"/> for an account that may not.</summary>
    [Setting("The values of the column enabled for an account that may not be used. Any further value keeps the person as they are.")]
    [MinLength(1)]
    public IReadOnlyList<string> DisabledValues { get; init; } = ["false", "no", "0", "inactive", "disabled"];

    /// <summary>The column of the people's file that names their groups.</summary>
    [Setting("The column of the people's file that names the groups of the person; instead of memberships_file.")]
    public string? GroupsColumn { get; init; }

    /// <summary>What separates several groups in one field.</summary>
    [Setting("What separates several groups in groups_column, or several parents in groups_parent_column.")]
    [MinLength(1)]
    public string GroupsSeparator { get; init; } = "|";

    /// <summary>The file of the memberships, an absolute path once loaded.</summary>
    [Setting("The file of the memberships, a row for each group and member; instead of groups_column.", IsPath = true)]
    public string? MembershipsFile { get; init; }

    /// <summary>How many memberships there are at least.</summary>
    [Setting("How many rows memberships_file has at least; with fewer it counts as cut off.")]
    [Range(1, int.MaxValue)]
    public int MembershipsMinRows { get; init; } = 1;

    /// <summary>The column of <see cref="MembershipsFile"/> that names the group.</summary>
    [Setting("The column of memberships_file with the id or name of the group.")]
    public string MembershipsGroupColumn { get; init; } = "group";

    /// <summary>The column of <see cref="MembershipsFile"/> that names the person.</summary>
    [Setting("The column of memberships_file with the id of the person.")]
    public string MembershipsMemberColumn { get; init; } = "member";

    /// <summary>The file of the groups, an absolute path once loaded.</summary>
    [Setting("The file of the groups, a row each: for ids that survive renames, nested groups, and groups that may be empty.", IsPath = true)]
    public string? GroupsFile { get; init; }

    /// <summary>The column of <see cref="GroupsFile"/> with the stable id.</summary>
    [Setting("The column of groups_file with the id that survives renames.")]
    public string GroupsIdColumn { get; init; } = "id";

    /// <summary>The column of <see cref="GroupsFile"/> with the name.</summary>
    [Setting("The column of groups_file with the name.")]
    public string GroupsNameColumn { get; init; } = "name";

    /// <summary>The column of <see cref="GroupsFile"/> with the groups that the group is a member of; <see langword="null"/> for <c>parent</c>.</summary>
    [Setting("The column of groups_file with the ids or names of the groups that it is a member of; the column parent, if there is one, where left out.")]
    public string? GroupsParentColumn { get; init; }

    /// <summary>Whether members of nested groups count.</summary>
    [Setting("Whether members of nested groups count.")]
    public bool Recurse { get; init; }

    /// <summary>What a membership of somebody without a row means.</summary>
    [Setting("What a membership of somebody without a row in the people's file means.")]
    public DanglingMembers DanglingMembers { get; init; } = DanglingMembers.Hold;

    /// <summary>How long such a membership holds.</summary>
    [Setting("How long a dangling reference holds: complete runs, time, or both, whichever is over first.")]
    public Grace DanglingGrace { get; init; } = Grace.Default;
}
