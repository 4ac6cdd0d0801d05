using System.Text;
using System.Text.Json;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Fixtures.Vendors;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync.Plans;

/// <summary>Plans in files: what was written is what is read, or nothing is.</summary>
public sealed class PlanFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-plans-").FullName;

    private string File1 => Path.Combine(_folder, "plan.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Plan_comes_back_as_it_was_written()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 6).With("staff", new Person("id-ü", "ünsal") { LastName = "</script> \"Özil\"\n" });
        scenario.Vendor.Store.SeedNumbered("users", 3);
        scenario.Vendor.Store.SeedNumbered("users", 9, first: 20);
        scenario.Vendor.Store.UpdateUser(scenario.Vendor.Store.FindByName("user00003")!.Id, new Dictionary<string, string?> { ["lastName"] = "Old" });
        var plan = (await scenario.TryPlanAsync()).Plan!;

        await PlanFile.WriteAsync(plan, File1, default);
        var read = await PlanFile.ReadAsync(File1, default);

        read.Header.ShouldBe(plan.Header with { Mappings = read.Header.Mappings });
        read.Header.Mappings.ShouldHaveSingleItem().ShouldBe(plan.Header.Mappings[0] with { BlockedBy = read.Header.Mappings[0].BlockedBy });
        read.Header.Mappings[0].BlockedBy.ShouldBe(plan.Header.Mappings[0].BlockedBy);
        read.Changes.Count.ShouldBe(plan.Changes.Count);
        foreach (var (back, written) in read.Changes.Zip(plan.Changes))
        {
            back.SourceMember.ShouldBe(written.SourceMember);
            back.VendorMember.ShouldBe(written.VendorMember);
            (back.Action, back.Mapping, back.Reason, back.HeldBy, back.MatchKey, back.Source, back.User)
                .ShouldBe((written.Action, written.Mapping, written.Reason, written.HeldBy, written.MatchKey, written.Source, written.User));
            back.Differences.ShouldBe(written.Differences);
        }
    }

    [Fact]
    public async Task File_can_be_read_by_people_and_programs()
    {
        await PlanFile.WriteAsync(Plan(2), File1, default);

        var text = await File.ReadAllTextAsync(File1);
        text.ShouldStartWith("{\n  \"kind\": \"ldap-vendor-sync-plan\",\n  \"schemaVersion\": 1,\n  \"productVersion\"");
        text.ShouldEndWith("\"\n}\n");
        text.ShouldContain("\"label\": \"übung1\"");
        var root = JsonDocument.Parse(text).RootElement;
        root.GetProperty("createdBy").GetProperty("host").GetString().ShouldBe("host");
        var change = root.GetProperty("changes")[0];
        change.GetProperty("action").GetString().ShouldBe("Add");
        change.GetProperty("person").GetProperty("source").GetProperty("id").GetString().ShouldBe("id-1");
        change.GetProperty("differences")[0].GetProperty("after").GetString().ShouldBe("übung1");
        root.GetProperty("checksum").GetString().ShouldNotBeNull().Length.ShouldBe("sha256:".Length + 64);
    }

    [Fact]
    public async Task Any_byte_that_was_changed_is_noticed()
    {
        await PlanFile.WriteAsync(Plan(2), File1, default);
        var whole = await File.ReadAllBytesAsync(File1);

        for (var i = 0; i < whole.Length; i++)
        {
            var changed = whole.ToArray();
            changed[i] ^= 0x20;
            await ShouldRefuseAsync(changed, $"byte {i}");
        }
    }

    [Fact]
    public async Task File_that_was_cut_off_anywhere_is_noticed()
    {
        await PlanFile.WriteAsync(Plan(2), File1, default);
        var whole = await File.ReadAllBytesAsync(File1);

        for (var length = 0; length < whole.Length; length++)
            await ShouldRefuseAsync(whole[..length], $"{length} bytes");
        await ShouldRefuseAsync([.. whole, (byte)'\n'], "a line more");
        await ShouldRefuseAsync(Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(Rewrite(whole))).ReplaceLineEndings("\r\n")), "other line ends");
    }

    [Theory]
    [InlineData("", PlanFailure.NotAPlan, SyncExitCode.ConfigurationInvalid)]
    [InlineData("vendor_apps: []", PlanFailure.NotAPlan, SyncExitCode.ConfigurationInvalid)]
    [InlineData("{}", PlanFailure.NotAPlan, SyncExitCode.ConfigurationInvalid)]
    [InlineData("[1]", PlanFailure.NotAPlan, SyncExitCode.ConfigurationInvalid)]
    [InlineData("{\"runId\": \"x\"}", PlanFailure.NotAPlan, SyncExitCode.ConfigurationInvalid)]
    [InlineData("{\"kind\": \"ldap-vendor-sync-plan\", \"schemaVersion\": 2, \"new\": 1 }", PlanFailure.UnknownSchema, SyncExitCode.PlanRefused)]
    [InlineData("{\"kind\": \"ldap-vendor-sync-plan\", \"schemaVersion\": 1 }", PlanFailure.Damaged, SyncExitCode.PlanRefused)]
    public async Task Other_files_are_refused(string content, PlanFailure failure, SyncExitCode exitCode)
    {
        await File.WriteAllTextAsync(File1, content);

        var error = await Should.ThrowAsync<PlanException>(() => PlanFile.ReadAsync(File1, default));
        error.Failure.ShouldBe(failure);
        error.ExitCode.ShouldBe(exitCode);
        error.Message.ShouldContain(File1);
    }

    [Theory]
    [InlineData("\"reason\":", "\"approved\": true,\n      \"reason\":")]
    [InlineData("\"group\": \"users\",\n      \"action\"", "\"group\": \"others\",\n      \"action\"")]
    [InlineData("\"id\": \"id-1\",", "\"id\": \"\",")]
    [InlineData("\"id\": \"id-1\",", "")]
    [InlineData("\"action\": \"Add\"", "\"action\": \"Remove\"")]
    [InlineData("\"action\": \"Add\"", "\"action\": \"Explode\"")]
    [InlineData("\"action\": \"Add\",", "\"action\": \"Add\",\n      \"action\": \"Remove\",")]
    [InlineData("\"createdBy\": {", "\"createdBy\": null,\n  \"expires\": {")]
    public async Task Content_that_no_plan_has_is_refused_even_with_its_checksum(string what, string other)
    {
        await PlanFile.WriteAsync(Plan(2), File1, default);
        var text = await File.ReadAllTextAsync(File1);
        text.ShouldContain(what);
        var at = text.IndexOf(what, StringComparison.Ordinal);
        await File.WriteAllTextAsync(File1, text[..at] + other + text[(at + what.Length)..]);
        await using (var file = new FileStream(File1, FileMode.Open, FileAccess.ReadWrite))
            await PlanChecksum.SealAsync(file, default);

        (await Should.ThrowAsync<PlanException>(() => PlanFile.ReadAsync(File1, default))).Failure.ShouldBe(PlanFailure.Malformed);
    }

    [Fact]
    public async Task File_that_is_not_there_is_told_as_that() =>
        (await Should.ThrowAsync<PlanException>(() => PlanFile.ReadAsync(File1, default))).ExitCode.ShouldBe(SyncExitCode.ConfigurationInvalid);

    [SkippableFact]
    public async Task File_is_its_owners_alone_and_whole_or_not_there()
    {
        await PlanFile.WriteAsync(Plan(1), File1, default);
        var before = await File.ReadAllTextAsync(File1);

        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => PlanFile.WriteAsync(Plan(5), File1, stopped.Token));

        (await File.ReadAllTextAsync(File1)).ShouldBe(before);
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
        PrivateMode.ShouldHoldForFile(File1);
    }

    [Fact]
    public async Task No_secret_gets_into_a_plan()
    {
        const string Canary = "canary-7f3a9e";
        await using var scenario = await SyncScenario.StartAsync();
        scenario.VendorSettings = [$"auth:\n  method: bearer\n  token: {Canary}"];
        scenario.Source.WithNumbered("staff", 3).With("staff", new Person("id-x", $"x-{Canary}") { LastName = Canary });

        await scenario.PlanAsync();

        var text = await File.ReadAllTextAsync(scenario.PlanPath);
        text.ShouldNotContain(Canary);
        text.ShouldContain("x-***");
    }

    [Fact]
    public async Task Plan_of_fifty_thousand_changes_needs_little_memory()
    {
        const int Changes = 50_000;
        const long Megabyte = 1_000_000;
        var plan = Plan(Changes);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await PlanFile.WriteAsync(plan, File1, default);
        var writing = GC.GetTotalMemory(forceFullCollection: false) - before;
        var size = new FileInfo(File1).Length;

        before = GC.GetTotalMemory(forceFullCollection: true);
        var read = await PlanFile.ReadAsync(File1, default);
        var reading = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine($"FIGURE: {Changes:N0} changes: file {size / Megabyte} MB, writing {writing / Megabyte} MB, what is read takes {reading / Megabyte} MB");
        read.Changes.Count.ShouldBe(Changes);
        reading.ShouldBeLessThan(150 * Megabyte);
    }

    private async Task ShouldRefuseAsync(byte[] content, string what)
    {
        await File.WriteAllBytesAsync(File1, content);
        try
        {
            await PlanFile.ReadAsync(File1, default);
        }
        catch (PlanException)
        {
            return;
        }

        Assert.Fail($"A plan was read although it was changed: {what}");
    }

    private string Rewrite(byte[] content)
    {
        File.WriteAllBytes(File1, content);
        return File1;
    }

    private static SyncPlan Plan(int changes)
    {
        var mapping = new MappingReference("hr", "cn=staff,dc=test", "App", "users");
        var created = new DateTimeOffset(2026, 7, 1, 18, 0, 0, TimeSpan.Zero);
        var header = new PlanHeader
        {
            Id = "20260701T180000.000Z-0a1b2c3d",
            CreatedAt = created,
            ExpiresAt = created.AddDays(1),
            User = "operator",
            Host = "host",
            ProductVersion = "1.0",
            Mappings = [new PlannedMapping(mapping, "sha256:0") { SourceRead = new ReadFingerprint(CompletenessStatus.Complete, changes, "sha256:1") }],
        };
        return new SyncPlan(header, [.. Enumerable.Range(1, changes).Select(number => Change(number, mapping, header))]);
    }

    private static PlannedChange Change(int number, MappingReference mapping, PlanHeader header)
    {
        var name = $"übung{number}";
        var change = new MembershipChange
        {
            Action = ChangeAction.Add,
            Mapping = mapping,
            SourceMember = new GroupMember { Id = $"id-{number}", UserName = name, Email = $"{name}@example.com", DistinguishedName = $"uid={name},ou=people,dc=test" },
            Differences = [new("userName", null, name), new("email", null, $"{name}@example.com")],
            Reason = "Member of 'cn=staff,dc=test', not of 'users'.",
        };
        return new PlannedChange(change, header) { Source = "hr", MatchKey = $"userName={name}" };
    }
}
