using System.Text.Json;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

public sealed class JsonReportTests
{
    [Fact]
    public async Task Json_report_has_the_agreed_names_in_the_agreed_order()
    {
        using var json = await WriteAsync(Runs.Eventful());

        Names(json.RootElement).ShouldBe(
        [
            "runId", "startedAt", "finishedAt", "durationSeconds", "dryRun", "status", "exitCode", "error", "totals", "vendors", "changes",
        ]);
        Names(json.RootElement.GetProperty("totals")).ShouldBe(
            ["added", "removed", "updated", "unchanged", "failed", "skipped", "blocked"]);
        var vendor = json.RootElement.GetProperty("vendors")[0];
        Names(vendor).ShouldBe(["name", "status", "error", "groups"]);
        Names(vendor.GetProperty("groups")[0]).ShouldBe(
        [
            "source", "vendor", "sourceMembers", "vendorMembers", "completeness", "reasons", "error",
            "added", "removed", "updated", "unchanged", "failed", "skipped", "blocked", "blockedBy", "durationSeconds",
        ]);
        var change = json.RootElement.GetProperty("changes")[0];
        Names(change).ShouldBe(["vendor", "group", "action", "user", "differences", "outcome", "error"]);
        Names(change.GetProperty("differences")[0]).ShouldBe(["attribute", "before", "after"]);
    }

    [Fact]
    public async Task Json_report_writes_words_for_enums_utc_times_and_seconds()
    {
        using var json = await WriteAsync(Runs.Eventful());

        var root = json.RootElement;
        root.GetProperty("startedAt").GetString().ShouldBe("2025-03-04T05:06:07Z");
        root.GetProperty("durationSeconds").GetDouble().ShouldBe(1.234, 0.0011);
        root.GetProperty("status").GetString().ShouldBe("CompletedWithFailures");
        root.GetProperty("exitCode").GetInt32().ShouldBe(4);
        root.GetProperty("totals").GetProperty("blocked").GetInt32().ShouldBe(7);
        var group = root.GetProperty("vendors")[0].GetProperty("groups")[0];
        group.GetProperty("completeness").GetString().ShouldBe("Partial");
        group.GetProperty("durationSeconds").GetDouble().ShouldBe(1.5);
        var changes = root.GetProperty("changes");
        changes[1].GetProperty("action").GetString().ShouldBe("Update");
        changes[1].GetProperty("outcome").GetString().ShouldBe("Failed");
    }

    [Fact]
    public async Task Json_report_calls_a_message_an_error_only_where_the_change_was_not_made()
    {
        using var json = await WriteAsync(Runs.Eventful("why"));

        json.RootElement.GetProperty("changes").EnumerateArray()
            .ToDictionary(change => change.GetProperty("outcome").GetString()!, change => change.GetProperty("error").GetString())
            .ShouldBe(new Dictionary<string, string?>
            {
                ["Applied"] = null,
                ["Failed"] = "why",
                ["Skipped"] = "why",
                ["Blocked"] = "why",
                ["Planned"] = null,
            });
    }

    [Fact]
    public async Task Json_report_keeps_names_readable_and_escapes_what_could_end_a_script_element()
    {
        var text = System.Text.Encoding.UTF8.GetString(await BytesAsync(Runs.Eventful("Łukasz </script>")));

        text.ShouldContain("Łukasz");
        text.ShouldNotContain("</script>");
        text.ShouldEndWith("}\n");
    }

    [Fact]
    public async Task Json_report_is_written_while_changes_are_read()
    {
        await using var stream = new GreatestWriteStream();

        await JsonReport.WriteAsync(Runs.Long(20_000), stream, CancellationToken.None);

        stream.Length.ShouldBeGreaterThan(2_000_000);
        stream.GreatestWrite.ShouldBeLessThan(200_000);
    }

    private static async Task<JsonDocument> WriteAsync(SyncRun run) => JsonDocument.Parse(await BytesAsync(run));

    private static async Task<byte[]> BytesAsync(SyncRun run)
    {
        using var stream = new MemoryStream();
        await JsonReport.WriteAsync(run, stream, CancellationToken.None);
        return stream.ToArray();
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private sealed class GreatestWriteStream : MemoryStream
    {
        public int GreatestWrite { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            GreatestWrite = Math.Max(GreatestWrite, buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
