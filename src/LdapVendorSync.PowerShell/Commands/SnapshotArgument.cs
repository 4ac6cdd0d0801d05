using System.Globalization;
using System.Management.Automation;
using LdapVendorSync.Core.Audit;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>A snapshot as scripts name it: the object itself, its number, or the name of a system.</summary>
internal static class SnapshotArgument
{
    /// <summary>The text by which the history finds it.</summary>
    public static string NameOf(object argument) => (argument is PSObject wrapped ? wrapped.BaseObject : argument) switch
    {
        SystemSnapshot snapshot => snapshot.Number.ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => $"{other}",
    };
}
