namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>A function that a script may define for the sync to call.</summary>
/// <param name="Name">Its name; one that ends with <c>-*</c> takes any noun.</param>
/// <param name="Parameters">What it is given, by name. A function need not declare all of them.</param>
/// <param name="Needed">Which of them it has to declare, as it could not do its work without.</param>
/// <param name="IsChange">Whether it changes the vendor.</param>
internal sealed record ScriptFunction(string Name, IReadOnlyList<string> Parameters, IReadOnlyList<string> Needed, bool IsChange = false)
{
    public static readonly ScriptFunction Connect = new("Connect-*", ["Settings", "Vendor"], []);
    public static readonly ScriptFunction Disconnect = new("Disconnect-*", ["Session"], []);
    public static readonly ScriptFunction FindGroup = new("Find-Group", ["Session", "Name"], ["Name"]);
    public static readonly ScriptFunction NewGroup = new("New-Group", ["Session", "Name"], ["Name"], IsChange: true);
    public static readonly ScriptFunction GetGroupMember = new("Get-GroupMember", ["Session", "Group"], ["Group"]);
    public static readonly ScriptFunction AddGroupMember = new("Add-GroupMember", ["Session", "Group", "User"], ["Group", "User"], IsChange: true);
    public static readonly ScriptFunction RemoveGroupMember = AddGroupMember with { Name = "Remove-GroupMember" };
    public static readonly ScriptFunction FindUser = new("Find-User", ["Session", "Attribute", "Value"], ["Attribute", "Value"]);
    public static readonly ScriptFunction NewUser = new("New-User", ["Session", "User"], ["User"], IsChange: true);
    public static readonly ScriptFunction UpdateUser = new("Update-User", ["Session", "User", "Changes"], ["User", "Changes"], IsChange: true);
    public static readonly ScriptFunction SetUserEnabled = new("Set-UserEnabled", ["Session", "User", "Enabled"], ["User", "Enabled"], IsChange: true);
    public static readonly ScriptFunction RemoveUser = new("Remove-User", ["Session", "User"], ["User"], IsChange: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScriptFunction> All { get; } =
    [
        Connect, Disconnect, FindGroup, NewGroup, GetGroupMember, AddGroupMember, RemoveGroupMember, FindUser, NewUser, UpdateUser,
        SetUserEnabled, RemoveUser,
    ];
}
