using System.Globalization;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap.Checks;

/// <summary>
/// Compares this machine's clock with the server's, where it tells the time: Kerberos accepts five minutes of difference.
/// </summary>
internal sealed class ClockCheck(CheckRecorder recorder, TimeProvider timeProvider)
{
    /// <summary>What Active Directory's root DSE says the time is (MS-ADTS section 3.1.1.3.2.4).</summary>
    public const string Attribute = "currentTime";

    private static readonly TimeSpan Worrying = TimeSpan.FromMinutes(2);

    private static readonly string[] Formats = ["yyyyMMddHHmmss'.0Z'", "yyyyMMddHHmmss'Z'"];

    public void Run(LdapEntry rootDse)
    {
        if (rootDse[Attribute] is not { Count: > 0 } values
            || !values.TryGetString(0, out var text)
            || !DateTimeOffset.TryParseExact(
                text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var serverTime))
        {
            return;
        }

        var difference = (timeProvider.GetUtcNow() - serverTime).Duration();
        var message = string.Create(
            CultureInfo.InvariantCulture, $"The clocks of this machine and the server differ by {difference.TotalSeconds:0} s.");
        if (difference > Worrying)
            recorder.Warn("clock", message, "Set both clocks by the same time service: from five minutes on Kerberos refuses to log on.");
        else
            recorder.Pass("clock", message);
    }
}
