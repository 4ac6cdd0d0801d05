using Spectre.Console;

namespace LdapVendorSync.Cli.Display;

/// <summary>The few colours of the command; every one goes with a word, so that nothing is lost without colours.</summary>
internal static class Styles
{
    public static Style Good { get; } = new(Color.Green);

    public static Style Bad { get; } = new(Color.Red);

    public static Style Warning { get; } = new(Color.Yellow);

    public static Style Dim { get; } = new(decoration: Decoration.Dim);

    public static Style Strong { get; } = new(decoration: Decoration.Bold);
}
