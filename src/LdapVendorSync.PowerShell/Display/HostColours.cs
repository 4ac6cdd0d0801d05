using System.Collections.Frozen;
using System.Management.Automation;

namespace LdapVendorSync.PowerShell.Display;

/// <summary>
/// The colours of the user's <c>$PSStyle</c>, where the host can show them. They only repeat what a word says, so that nothing is lost
/// without them.
/// </summary>
/// <param name="style"><c>$PSStyle</c>; nothing has a colour without it.</param>
/// <param name="host"><c>$Host</c>.</param>
internal readonly struct HostColours(object? style, object? host)
{
    private const string Failure = "Formatting.Error";
    private const string Doubt = "Formatting.Warning";
    private const string Removal = "Foreground.Red";

    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["Failed"] = Failure,
        ["CompletedWithFailures"] = Failure,
        ["Error"] = Failure,
        ["High"] = Failure,
        ["Blocked"] = Doubt,
        ["Cancelled"] = Doubt,
        ["Held"] = Doubt,
        ["Medium"] = Doubt,
        ["Partial"] = Doubt,
        ["Refused"] = Doubt,
        ["Unfinished"] = Doubt,
        ["Unknown"] = Doubt,
        ["Waiting"] = Doubt,
        ["Warning"] = Doubt,
        ["Delete"] = Removal,
        ["DeleteUser"] = Removal,
        ["Disable"] = Removal,
        ["DisableUser"] = Removal,
        ["Remove"] = Removal,
        ["Removed"] = Removal,
        ["RemoveMember"] = Removal,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What ends a colour.</summary>
    public string Reset => Read(style, "Reset") as string ?? string.Empty;

    /// <summary>The sequence that begins the colour of a word; <see langword="null"/> where the word has none, or the host.</summary>
    public string? Of(string word) => Meanings.TryGetValue(word, out var path) && AreShown() ? Read(style, path) as string : null;

    private bool AreShown() => Read(style, "OutputRendering")?.ToString() switch
    {
        "Ansi" => true,
        "Host" => !Console.IsOutputRedirected && Read(host, "UI.SupportsVirtualTerminal") is true,
        _ => false,
    };

    private static object? Read(object? source, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (source is null)
                return null;
            source = PSObject.AsPSObject(source).Properties[name]?.Value;
        }

        return source;
    }
}
