using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Security;
using Serilog.Events;
using Serilog.Parsing;

namespace LdapVendorSync.Core.Tests.Diagnostics.Logging;

public sealed class DailyFileSinkTests : IDisposable
{
    private static readonly DateTime LastMoment = new(2026, 3, 10, 23, 59, 59, 999, DateTimeKind.Local);

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-daily-").FullName;
    private readonly List<string> _complaints = [];

    [Fact]
    public void A_new_file_begins_at_midnight_of_the_local_day()
    {
        using (var sink = Open())
        {
            sink.Emit(Entry(LastMoment, "before"));
            sink.Emit(Entry(LastMoment.AddMilliseconds(1), "after"));
        }

        Read("ldap-vendor-sync-20260310.log").ShouldHaveSingleItem().ShouldEndWith("before");
        Read("ldap-vendor-sync-20260311.log").ShouldHaveSingleItem().ShouldEndWith("after");
        _complaints.ShouldBeEmpty();
    }

    [Fact]
    public void An_entry_that_comes_late_stands_in_the_file_of_its_day()
    {
        using (var sink = Open())
        {
            sink.Emit(Entry(LastMoment.AddMilliseconds(1), "after"));
            sink.Emit(Entry(LastMoment, "before"));
            sink.Emit(Entry(LastMoment.AddMilliseconds(2), "again"));
        }

        Read("ldap-vendor-sync-20260310.log").ShouldHaveSingleItem();
        Read("ldap-vendor-sync-20260311.log").Length.ShouldBe(2);
    }

    [Fact]
    public void Old_files_are_deleted_at_each_midnight_of_a_process_that_runs_for_days()
    {
        using var sink = Open(retentionDays: 2);

        for (var day = 0; day < 6; day++)
            sink.Emit(Entry(LastMoment.AddDays(day), $"day {day}"));

        Names().ShouldBe(["ldap-vendor-sync-20260313.log", "ldap-vendor-sync-20260314.log", "ldap-vendor-sync-20260315.log"]);
    }

    [Theory]
    [InlineData("ldap-vendor-sync-20200101.log", false)]
    [InlineData("ldap-vendor-sync-20200101_3.log", false)]
    [InlineData("ldap-vendor-sync-20260308.log", true)]
    [InlineData("ldap-vendor-sync-99999999.log", true)]
    [InlineData("ldap-vendor-sync-20200101.log.gz", true)]
    [InlineData("ldap-vendor-sync-notes.log", true)]
    [InlineData("other-20200101.log", true)]
    public void Only_old_log_files_are_deleted(string name, bool stays)
    {
        File.WriteAllText(Path.Combine(_folder, name), "x");
        using var sink = Open(retentionDays: 2);

        sink.Emit(Entry(LastMoment, "x"));

        File.Exists(Path.Combine(_folder, name)).ShouldBe(stays);
    }

    [Fact]
    public void A_second_run_of_a_day_goes_on_in_its_file()
    {
        using (var first = Open())
            first.Emit(Entry(LastMoment, "first"));
        using (var second = Open())
            second.Emit(Entry(LastMoment, "second"));

        Read("ldap-vendor-sync-20260310.log").Length.ShouldBe(2);
    }

    [Fact]
    public void Two_at_once_write_files_of_their_own_over_midnight_and_free_them()
    {
        using (var first = Open())
        using (var second = Open())
        {
            foreach (var sink in new[] { first, second, first, second })
            {
                sink.Emit(Entry(LastMoment, "before"));
                sink.Emit(Entry(LastMoment.AddSeconds(1), "after"));
            }
        }

        using (var later = Open())
            later.Emit(Entry(LastMoment.AddSeconds(2), "later"));

        Names().ShouldBe(
        [
            "ldap-vendor-sync-20260310.log", "ldap-vendor-sync-20260310_1.log",
            "ldap-vendor-sync-20260311.log", "ldap-vendor-sync-20260311_1.log",
        ]);
        Read("ldap-vendor-sync-20260310.log").Length.ShouldBe(2);
        Read("ldap-vendor-sync-20260311_1.log").Length.ShouldBe(2);
        Read("ldap-vendor-sync-20260311.log").Length.ShouldBe(3);
    }

    [Fact]
    public void A_log_that_is_being_written_can_be_read()
    {
        using var sink = Open();
        sink.Emit(Entry(LastMoment, "x"));

        File.ReadAllText(Path.Combine(_folder, "ldap-vendor-sync-20260310.log")).ShouldContain("x");
    }

    [SkippableFact]
    public void A_full_disk_is_told_once_and_leaves_no_half_entry()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no /dev/full.");
        using var sink = Open();
        var path = Path.Combine(_folder, "ldap-vendor-sync-20260310.log");
        File.CreateSymbolicLink(path, "/dev/full");

        sink.Emit(Entry(LastMoment, "one"));
        sink.Emit(Entry(LastMoment, "two"));
        sink.Emit(Entry(LastMoment.AddSeconds(1), "three"));

        _complaints.ShouldHaveSingleItem().ShouldContain("cannot be written");
        Read("ldap-vendor-sync-20260311.log").ShouldHaveSingleItem().ShouldEndWith("three");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static LogEvent Entry(DateTime time, string text) =>
        new(new DateTimeOffset(time), LogEventLevel.Information, null, new MessageTemplateParser().Parse(text), []);

    private DailyFileSink Open(int retentionDays = 7) => new(
        LogFolder.Take(new LoggingSettings { LogDirectory = _folder, RetentionDays = retentionDays }),
        LogEventLevel.Information,
        new TextLogFormatter(new LogLineReader(new SecretRedactor())),
        _complaints.Add);

    private string[] Read(string name) => File.ReadAllLines(Path.Combine(_folder, name));

    private string[] Names() =>
        [.. Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
}
