using LdapVendorSync.Fixtures.Mail;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>Faults of one sort.</summary>
/// <param name="Name">What figures call them.</param>
/// <param name="Create">Makes one at random.</param>
/// <param name="MissingReason">Why they cannot happen on this machine.</param>
/// <param name="Weight">How many of them come in each turn.</param>
internal sealed record FaultFamily(
    string Name, Func<Random, ChaosWorld, ChaosFault> Create, string? MissingReason = null, int Weight = 1)
{
    /// <summary>Every sort there is.</summary>
    public static async Task<IReadOnlyList<FaultFamily>> FindAllAsync() =>
    [
        new("process killed", KillFault.Kill, Weight: 3),
        new("process stopped by a signal", KillFault.Stop),
        new("vendor answers with an error", VendorFault.Status),
        new("vendor's connection breaks or is slow", VendorFault.Connection),
        new("vendor's answer is spoilt", VendorFault.Body),
        new("vendor lies", VendorFault.Lie, Weight: 2),
        new("directory breaks", BrokenDirectoryFault.Create, Weight: 2),
        new("directory hides something", PoorReaderFault.Create),
        new("mail server fails", MailFault.Create, SmtpServer.MissingReason),
        new("disk full", FullDiskFault.Create, await FullDiskFault.MissingReasonAsync()),
        new("clock jumps", ClockFault.Create),
        new("two runs at once", SecondRunFault.Create),
        new("history damaged", DamagedHistoryFault.Create),
    ];
}
