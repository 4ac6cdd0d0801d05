using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>Files and settings as a whole: those that are not understood, or missing, or read twice.</summary>
public sealed class LdifSourceTests : IDisposable
{
    private readonly LdifFile _file = SmallLdif.Create();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Source_fails_when_the_base_of_people_is_not_there()
    {
        await using var source = _file.Open(settings => settings with { UserBaseDn = "ou=peple,dc=example,dc=test" });

        (await source.ReadAllAsync("unique")).Read.ShouldHaveFailed(SourceFailure.ServerError).Message.ShouldContain("user_base_dn");
    }

    [Fact]
    public async Task Source_refuses_a_file_with_one_entry_twice_and_names_both_lines()
    {
        using var file = new LdifFile("dn: cn=a,dc=x\ncn: a\n\ndn: CN=A, DC=X\ncn: a\n");
        await using var source = file.Open();

        var error = (await source.ReadAllAsync("a")).Read.ShouldHaveFailed(SourceFailure.Malformed);

        error.Message.ShouldContain("line 4");
        error.Message.ShouldContain("line 1");
    }

    [Theory]
    [InlineData("dn: not a name\ncn: a\n", "line 1")]
    [InlineData("dn: cn=a,dc=x\ncn: a\n\ndn: cn=b,dc=x\nmemb", "line 5")]
    [InlineData("\n# nothing\n", "no entry")]
    public async Task Source_fails_for_every_group_of_a_file_that_is_not_understood(string content, string expected)
    {
        using var file = new LdifFile(content);
        await using var source = file.Open();

        foreach (var group in new[] { "cn=a,dc=x", "b" })
        {
            var (members, read) = await source.ReadAllAsync(group);

            members.ShouldBeEmpty();
            read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Source_is_unavailable_when_the_file_is_missing()
    {
        await using var source = _file.Open(settings => settings with { File = _file.File + ".missing" });

        (await source.ReadAllAsync("mixed")).Read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain(".missing");
    }

    [Fact]
    public async Task Source_reads_the_file_once()
    {
        await using var source = _file.Open();

        (await source.ReadAllAsync("unique")).Read.ShouldBeComplete();
        await File.WriteAllTextAsync(_file.File, "no LDIF any more");

        (await source.ReadAllAsync("Ops, Night + Day")).Members.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Source_reports_what_a_test_of_it_saw()
    {
        await using var good = _file.Open();
        await using var nobody = _file.Open(settings => settings with { UserBaseDn = "ou=elsewhere,dc=example,dc=test" });
        await using var missing = _file.Open(settings => settings with { File = _file.File + ".missing" });

        (await good.TestAsync(default)).ShouldAllBe(result => result.Passed);
        (await nobody.TestAsync(default)).Single(result => !result.Passed).Message.ShouldContain("ou=elsewhere");
        (await missing.TestAsync(default)).ShouldHaveSingleItem().Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("(uid=*", null)]
    [InlineData("(memberOf:1.2.840.113556.1.4.1941:=cn=a,dc=x)", null)]
    [InlineData("(uid=*)", "people")]
    public void Source_refuses_settings_that_are_no_filter_or_name(string filter, string? userBase)
    {
        var error = Should.Throw<SourceException>(() =>
            _file.Open(settings => settings with { UserFilter = filter, UserBaseDn = userBase }));

        error.Failure.ShouldBe(SourceFailure.Malformed);
        error.Message.ShouldContain(userBase is null ? "user_filter" : "user_base_dn");
    }

    [Fact]
    public async Task Source_stops_when_cancelled()
    {
        await using var source = _file.Open();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await source.ReadGroup(new GroupReference("unique"), default).GetAsyncEnumerator(cancellation.Token).MoveNextAsync());

        (await source.ReadAllAsync("unique")).Read.ShouldBeComplete();
    }
}
