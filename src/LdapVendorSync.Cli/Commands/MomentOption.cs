using System.CommandLine;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Cli.Commands;

/// <summary>A moment: a date, a time, or how long ago.</summary>
internal sealed class MomentOption : Option<DateTimeOffset?>
{
    public MomentOption(string name, string description, TimeProvider time)
        : base(name)
    {
        Description = $"{description} A date, a time (local, unless it says otherwise), or how long ago: 2026-11-23, 2026-11-23T14:30, 90m, 24h, 7d.";
        HelpName = "TIME";
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Moments.TryParse(text, TimeZoneInfo.Local, out var moment))
                return moment;
            if (Durations.TryParse(text, out var ago))
                return time.GetUtcNow() - ago;
            result.AddError($"{name}: '{text}' is no moment; give a date, a time, or how long ago, like 24h.");
            return null;
        };
    }
}
