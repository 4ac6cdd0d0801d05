using System.Globalization;

namespace LdapVendorSync.Cli.Tests;

/// <summary>What the command answers when it is asked why somebody is in a group.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    [Fact]
    public async Task Trace_tells_the_verdict_first_and_what_it_rests_on()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var table = (await TraceAsync("cdubois")).ShouldExitWith(0).Output;
        table.ShouldStartWith("Chloé Dubois (cdubois) is in 'developers' at 'Wiki' because the source group");
        table.ShouldContain("SourceMember");

        var json = (await TraceAsync("cdubois", "--output", "json")).ShouldExitWith(0).Json;
        json.GetProperty("membership").GetString().ShouldBe("Member");
        json.GetProperty("person").GetProperty("userName").GetString().ShouldBe("cdubois");
        json.GetProperty("exitCode").GetInt32().ShouldBe(0);
        var way = json.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("kind").GetString() == "SourceMember");
        way.GetProperty("data").GetProperty("path").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Trace_of_the_past_takes_local_and_zoned_times_and_says_where_nothing_is_kept()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var before = await TraceAsync("cdubois", "--at", "2020-01-01T12:00");
        before.ShouldExitWith(4).Output.ShouldContain("is not known: nothing is kept");
        (await TraceAsync("cdubois", "--at", "2020-01-01T12:00Z", "--output", "json")).ShouldExitWith(4).Json
            .GetProperty("at").GetString().ShouldBe("2020-01-01T12:00:00Z");
        (await TraceAsync("cdubois", "--at", "yesterday")).ShouldExitWith(2).Error.ShouldContain("'yesterday' is no moment");
    }

    [Fact]
    public async Task Moment_that_is_still_to_come_is_refused()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        (await TraceAsync("cdubois", "--at", "2999-01-01")).ShouldExitWith(2).Error.ShouldContain("is still to come");
    }

    [Fact]
    public async Task Trace_of_the_past_tells_who_was_a_member_before_somebody_took_them_out()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        await Task.Delay(TimeSpan.FromMilliseconds(1100));
        var then = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var directory = await File.ReadAllTextAsync(_quickstart.DirectoryFile);
        await File.WriteAllTextAsync(_quickstart.DirectoryFile, directory.Replace("member: uid=cdubois,ou=people,dc=nordwind,dc=example\n", string.Empty));
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        (await TraceAsync("cdubois", "--at", then)).ShouldExitWith(0).Output
            .ShouldStartWith($"At {then.Replace('T', ' ')} Chloé Dubois (cdubois) was in 'developers' at 'Wiki' because the source group");
        (await TraceAsync("cdubois")).ShouldExitWith(0).Output.ShouldStartWith("Chloé Dubois (cdubois) is not in 'developers' at 'Wiki' because");
    }

    [Theory]
    [InlineData("nobody", "Nobody 'nobody' was found")]
    [InlineData("*", "Nobody '*' was found")]
    public async Task Somebody_unknown_ends_with_2(string person, string message) =>
        (await TraceAsync(person)).ShouldExitWith(2).Error.ShouldContain(message);

    [Fact]
    public async Task Unreadable_source_ends_with_3_and_still_answers()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        File.Delete(_quickstart.DirectoryFile);

        var result = (await TraceAsync("cdubois")).ShouldExitWith(3);

        result.Output.ShouldContain("is in 'developers' at 'Wiki'; why cannot be said now");
    }

    public void Dispose() => _quickstart.Dispose();

    private Task<CommandResult> TraceAsync(string person, params string[] more) =>
        _quickstart.RunAsync(["trace", person, "--vendor", "wiki", "--group", "developers", .. more]);
}
