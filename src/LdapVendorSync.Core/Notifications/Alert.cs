namespace LdapVendorSync.Core.Notifications;

/// <summary>One thing that somebody should know of.</summary>
/// <param name="Kind">What kind of trouble it is.</param>
/// <param name="System">Where: a vendor, a mapping as <c>vendor/group</c>, or the part of the product.</param>
/// <param name="Title">What happened, short enough for a subject line.</param>
/// <param name="Errors">How many errors stand behind it.</param>
/// <param name="Details">The first of them, each a line.</param>
/// <param name="Advice">What to do.</param>
public sealed record Alert(
    AlertKind Kind, string System, string Title, int Errors, IReadOnlyList<string> Details, string Advice)
{
    /// <summary>The same for the same trouble in the same place, from run to run.</summary>
    public string Key => KeyOf(Kind, System);

    /// <summary>The key of an alert of a kind at a place.</summary>
    public static string KeyOf(AlertKind kind, string system) => $"{kind}:{system}";
}
