using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>Files with variables, as they are written for containers and by hand.</summary>
public sealed class DotEnvFileTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("V=plain", "plain")]
    [InlineData("  export V = plain  ", "plain")]
    [InlineData("\uFEFFV=plain\r\n", "plain")]
    [InlineData("# a comment\r\n\r\nV=plain # another", "plain")]
    [InlineData("V=pass#word", "pass#word")]
    [InlineData("V=#word", "#word")]
    [InlineData("V=plain\t# another", "plain")]
    [InlineData("V='a # b' # c", "a # b")]
    [InlineData("V=\"a \\\"b\\\" \\\\ c\\nd\"", "a \"b\" \\ c\nd")]
    [InlineData("V='no \\n escape'", "no \\n escape")]
    [InlineData("V=\"two\nlines\"\nW=1", "two\nlines")]
    [InlineData("V=\"two\r\nlines\"\r\nW=1", "two\nlines")]
    [InlineData("V=first\nV=last", "last")]
    [InlineData("V=${NOT_FILLED_IN}", "${NOT_FILLED_IN}")]
    public void A_value_is_read_as_it_is_meant(string file, string value)
    {
        _text.LoadValid(ConfigurationText.Valid());
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), file);
        File.WriteAllText(_text.File, ConfigurationText.Valid(top: "protected_users: [\"${V}\"]"));

        var result = _text.LoadPath("sync.yaml", ".env");

        result.Errors.ShouldBeEmpty();
        result.GetConfiguration().ProtectedUsers.ShouldHaveSingleItem().ShouldBe(value);
    }

    [Theory]
    [InlineData("A=1\nV='secret\nB=2", 2)]
    [InlineData("V='secret' secret", 1)]
    [InlineData("A=1\n\nsecret", 3)]
    [InlineData("sec-ret=1", 1)]
    public void What_cannot_be_read_is_told_by_its_line_without_its_text(string file, int line)
    {
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), file);
        File.WriteAllText(_text.File, ConfigurationText.Valid());

        var problem = _text.LoadPath("sync.yaml", ".env").Problems.ShouldHaveSingleItem();

        problem.Line.ShouldBe(line);
        problem.ToString().ShouldNotContain("secret");
        problem.ToString().ShouldNotContain("sec-ret");
    }

    [Fact]
    public void The_environment_wins_and_secrets_of_the_file_are_masked()
    {
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), "APP_TOKEN=of-the-file\nLEVEL=DEBUG\n");
        _text.Environment["LEVEL"] = "ERROR";
        File.WriteAllText(_text.File, ConfigurationText.Valid(
            top: "logging: {level: \"${LEVEL}\"}", vendor: "auth: {method: bearer, token: \"${APP_TOKEN}\"}"));

        var configuration = _text.LoadPath("sync.yaml", ".env").GetConfiguration();

        configuration.Logging.Level.ShouldBe(Microsoft.Extensions.Logging.LogLevel.Error);
        configuration.Redactor.Redact("it is of-the-file").ShouldBe("it is ***");
    }

    [Theory]
    [InlineData("SYNC_DRYRUN=true", true)]
    [InlineData("# which one?\nexport SNYC_DRY_RUN=true", true)]
    [InlineData("SYNC_DRY_RUN=true\nSYNC_DRYRUN=true", false)]
    [InlineData("SYNC_DRY_RUN=", false)]
    [InlineData("POSTGRES_PASSWORD=secret", false)]
    [InlineData("LVS__DRY_RUN=true", false)]
    public void A_variable_that_nothing_uses_is_told_of_where_a_similar_one_is_missing(string file, bool warns)
    {
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), file);
        File.WriteAllText(_text.File, ConfigurationText.Valid(top: "dry_run: ${SYNC_DRY_RUN:-false}"));

        var warnings = _text.LoadPath("sync.yaml", ".env").Problems;

        warnings.Count.ShouldBe(warns ? 1 : 0);
        if (warns)
            warnings[0].ToString().ShouldMatch(@"\.env:[12]:1: warning: Nothing uses the variable \w+\. Did you mean 'SYNC_DRY_RUN'\?");
    }

    [Fact]
    public void A_variable_that_only_a_plain_name_uses_is_not_told_of()
    {
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), "LDAP_BIND_PASSWORD=secret");
        File.WriteAllText(_text.File, ConfigurationText.Valid(top: "protected_users: [\"${LDAP_BIND_PASSWORDS:-x}\"]"));

        _text.LoadPath("sync.yaml", ".env").Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_variable_that_is_empty_leaves_a_key_out()
    {
        _text.Environment["MAX_USERS"] = string.Empty;

        _text.LoadValid(ConfigurationText.Valid(mapping: "max_members: ${MAX_USERS:-}")).Vendors[0].Groups[0].MaxMembers.ShouldBeNull();
        _text.Environment["MAX_USERS"] = "5";
        _text.LoadValid(ConfigurationText.Valid(mapping: "max_members: ${MAX_USERS:-}")).Vendors[0].Groups[0].MaxMembers.ShouldBe(5);
    }

    [Fact]
    public void A_comment_is_no_value()
    {
        File.WriteAllText(Path.Combine(_text.Folder, ".env"), "MAX_USERS= # everybody");
        File.WriteAllText(_text.File, ConfigurationText.Valid(mapping: "max_members: ${MAX_USERS:-}"));

        _text.LoadPath("sync.yaml", ".env").GetConfiguration().Vendors[0].Groups[0].MaxMembers.ShouldBeNull();
    }
}
