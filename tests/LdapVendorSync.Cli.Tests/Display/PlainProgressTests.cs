using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Tests.Display;

public sealed class PlainProgressTests : IDisposable
{
    private static readonly MappingReference Mapping = new("corp", "cn=eng", "Wiki", "developers");

    private readonly StringWriter _lines = new();
    private readonly Clock _clock = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void Stage_has_a_line_when_it_begins_and_one_every_ten_seconds()
    {
        var progress = new PlainProgress(_lines.WriteLine, _clock);

        progress.Report(new SyncProgress(SyncStage.Connecting, "Wiki"));
        foreach (var second in Enumerable.Range(0, 25))
        {
            progress.Report(new SyncProgress(SyncStage.Applying, "Wiki", Mapping, second * 1000, 25_000));
            _clock.Now += TimeSpan.FromSeconds(1);
        }

        progress.Report(new SyncProgress(SyncStage.Finished, "Wiki"));
        _lines.ToString().ReplaceLineEndings("\n").ShouldBe("""
            Wiki: connecting
            Wiki: adding and updating developers, 0 of 25,000
            Wiki: adding and updating developers, 10,000 of 25,000
            Wiki: adding and updating developers, 20,000 of 25,000
            Wiki: finished

            """);
    }

    [Fact]
    public void Mappings_that_go_on_side_by_side_do_not_hide_each_other()
    {
        var progress = new PlainProgress(_lines.WriteLine, _clock);
        var other = Mapping with { VendorGroup = "owners" };

        progress.Report(new SyncProgress(SyncStage.Reading, "Wiki", Mapping));
        progress.Report(new SyncProgress(SyncStage.Reading, "Wiki", other));
        progress.Report(new SyncProgress(SyncStage.Reading, "Wiki", Mapping, 500));

        _lines.ToString().ReplaceLineEndings("\n").ShouldBe("Wiki: reading developers\nWiki: reading owners\n");
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
