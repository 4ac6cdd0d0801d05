using System.Reflection;

namespace LdapVendorSync.Loader;

/// <summary>
/// What the views of LdapVendorSync.Format.ps1xml call. Scripts can name types of the default load context alone, so this is the door to
/// the text that the module makes behind it.
/// </summary>
public static class View
{
    private static readonly Type Maker =
        ModuleLoadContext.GetModuleAssembly().GetType("LdapVendorSync.PowerShell.Display.ViewText", throwOnError: true)!;

    private static readonly Func<object?, string> MakeText = Find<Func<object?, string>>(nameof(Text));
    private static readonly Func<object?, string> MakeLines = Find<Func<object?, string>>(nameof(Lines));
    private static readonly Func<object?, string> MakeTotals = Find<Func<object?, string>>(nameof(Totals));
    private static readonly Func<object?, object?, object?, object?, string> MakeMark =
        Find<Func<object?, object?, object?, object?, string>>(nameof(Mark));

    /// <summary>A value on one line, safe for a terminal.</summary>
    public static string Text(object? value) => MakeText(value);

    /// <summary>A list, a line each, safe for a terminal.</summary>
    public static string Lines(object? value) => MakeLines(value);

    /// <summary>What a run or a part of one did, in words; without what did not happen.</summary>
    public static string Totals(object? totals) => MakeTotals(totals);

    /// <summary>A value that stands out in colour where it tells of a removal or a failure and the host has colours.</summary>
    /// <param name="value">The value; a count of nothing does not stand out.</param>
    /// <param name="meaning">What it tells of; the value itself where <see langword="null"/>.</param>
    /// <param name="style">PowerShell's <c>$PSStyle</c>.</param>
    /// <param name="host">PowerShell's <c>$Host</c>.</param>
    public static string Mark(object? value, object? meaning, object? style, object? host) => MakeMark(value, meaning, style, host);

    private static T Find<T>(string name)
        where T : Delegate => Maker.GetMethod(name, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<T>();
}
