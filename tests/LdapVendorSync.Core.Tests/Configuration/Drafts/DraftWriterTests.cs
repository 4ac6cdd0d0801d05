using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Drafts;

namespace LdapVendorSync.Core.Tests.Configuration.Drafts;

public sealed partial class DraftWriterTests
{
    private static readonly string[] Pieces =
    [
        "a", "Ü", "ß", "😀", "\u0301", " ", "  ", "\t", "\n", "\r\n", "\0", "\u0085", "\u00a0", "\u2028", "\ufeff", "\ufffd", "\uffff", "\u007f", "*", "&", "!", "|", ">",
        "#", " #", ": ", ":", "- ", "---", "...", "? ", "[", "]", "{", "}", ",", "'", "''", "\"", "\\", "\\n", "%", "@", "`", "${", "$${", "$", "${HOME}",
        "~", "null", "none", "true", "0x1F", "1e3", "<<", "=", "\\,", "\\23", "CN=Sales\\, EMEA",
    ];

    /// <summary>What is given is what the loader reads, whatever is in it.</summary>
    [Fact]
    public void Any_text_comes_back_as_it_was() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Arb.From(Texts()), text =>
        {
            var draft = Drafts.Of(DraftSourceType.Csv, "rest") with
            {
                SourceName = text,
                VendorName = text,
                VendorUserName = text,
                Mappings = [new(text, text)],
            };

            var result = Drafts.Load(draft);

            result.Errors.ShouldBeEmpty(DraftWriter.Write(draft, Drafts.Providers));
            var configuration = result.GetConfiguration();
            configuration.Sources[0].Name.ShouldBe(text);
            configuration.Vendors[0].Name.ShouldBe(text);
            configuration.Vendors[0].Auth!.Username.ShouldBe(text);
            configuration.Vendors[0].Groups.ShouldHaveSingleItem().SourceGroup.ShouldBe(text);
            configuration.Vendors[0].Groups[0].VendorGroup.ShouldBe(text);
        }));

    [Theory]
    [InlineData(@"CN=Sales\, EMEA,OU=Groups,DC=example,DC=com")]
    [InlineData(@"cn=Führungskräfte \#1,dc=example,dc=com")]
    [InlineData(@"cn=\""quoted\"",dc=example,dc=com")]
    [InlineData("cn=O'Neill,dc=example,dc=com")]
    [InlineData("*")]
    [InlineData("(&(cn=team)(ou=*))")]
    public void Group_of_a_directory_is_written_as_it_is_called(string group)
    {
        var result = Drafts.Load(Drafts.Of(DraftSourceType.Ldap, "rest") with { Mappings = [new(group, "team")] });

        result.GetConfiguration().Vendors[0].Groups[0].SourceGroup.ShouldBe(group);
    }

    [Fact]
    public void Half_a_character_is_refused() =>
        Should.Throw<ArgumentException>(() => Drafts.Load(Drafts.Of(DraftSourceType.Ldap, "rest") with { VendorName = "a\ud83d" }));

    [Fact]
    public void Limits_that_stand_there_as_comments_are_the_defaults()
    {
        var text = DraftWriter.Write(Drafts.Of(DraftSourceType.Ldap, "rest"), Drafts.Providers);
        var guards = Guards().Match(text).Value;
        guards.ShouldContain("max_removal_percent: 20");

        var result = Drafts.Load(text.Replace(guards, guards.Replace("\n#", "\n").Replace("# guards", "guards"), StringComparison.Ordinal));

        result.Errors.ShouldBeEmpty();
        result.GetConfiguration().Guards.ShouldBe(new GuardSettings());
    }

    [Theory]
    [InlineData(DraftSourceType.Ldap, "rest")]
    [InlineData(DraftSourceType.Ldif, "sqlite")]
    [InlineData(DraftSourceType.Csv, "glean")]
    [InlineData(DraftSourceType.Entra, "odoo")]
    public void Every_key_that_is_suggested_can_be_uncommented(DraftSourceType source, string module)
    {
        var text = DraftWriter.Write(Drafts.Of(source, module) with { BindDn = null }, Drafts.Providers);
        foreach (Match suggestion in Suggestion().Matches(text))
        {
            // What belongs to a name that is not given.
            if (suggestion.Value.Contains("bind_password"))
                continue;
            var line = suggestion.Value.Replace("# ", string.Empty, StringComparison.Ordinal);
            var result = Drafts.Load(text.Replace(suggestion.Value, line, StringComparison.Ordinal));
            result.Errors.Where(error => !error.Message.Contains("bind_dn has no password") && !error.Message.Contains("cannot be read")).ShouldBeEmpty(line);
        }
    }

    [Theory]
    [InlineData(DraftSourceType.Ldap, "rest", "LDAP_BIND_PASSWORD", "MY_APP_TOKEN")]
    [InlineData(DraftSourceType.Okta, "scim", "OKTA_API_TOKEN", "MY_APP_TOKEN")]
    [InlineData(DraftSourceType.Keycloak, "glean", "KEYCLOAK_CLIENT_SECRET", "MY_APP_TOKEN")]
    [InlineData(DraftSourceType.Entra, "odoo", "AZURE_CLIENT_SECRET", "MY_APP_PASSWORD")]
    [InlineData(DraftSourceType.Ldif, "grafana", "MY_APP_TOKEN")]
    [InlineData(DraftSourceType.Csv, "sqlite")]
    public void Secret_comes_from_a_variable_that_the_file_names_at_its_head(DraftSourceType source, string module, params string[] variables)
    {
        var draft = Drafts.Of(source, module) with { VendorName = "My App" };
        var text = DraftWriter.Write(draft, Drafts.Providers);

        DraftWriter.Variables(draft).ShouldBe(variables);
        foreach (var variable in variables)
        {
            text.ShouldContain($"#   {variable}\n");
            text.ShouldContain($": ${{{variable}}}\n");
        }

        var environment = variables.ToDictionary(variable => variable, _ => "secret");
        var result = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = Path.Combine(Path.GetTempPath(), "config.yaml"), Text = text, Environment = environment, Providers = Drafts.Providers,
        });
        result.Problems.ShouldAllBe(problem => problem.Message.Contains("no file"));
    }

    [Theory]
    [InlineData("LDAP BIND", "VENDOR_LDAP_BIND_PASSWORD")]
    [InlineData("3cx", "VENDOR_3CX_PASSWORD")]
    public void Variable_of_a_vendor_is_one_of_its_own_and_a_name(string vendor, string variable)
    {
        var draft = Drafts.Of(DraftSourceType.Ldap, "rest") with { VendorName = vendor, VendorUserName = "sync" };

        DraftWriter.Variables(draft).ShouldBe(["LDAP_BIND_PASSWORD", variable]);
        Drafts.Load(draft).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Secret_can_come_from_a_file_or_a_vault()
    {
        var draft = Drafts.Of(DraftSourceType.Ldap, "rest") with
        {
            SourceSecret = DraftSecret.InVault("Corp/ldap: sync"), VendorSecret = DraftSecret.InFile("/run/secrets/app"),
        };
        var text = DraftWriter.Write(draft, Drafts.Providers);

        text.ShouldContain("bind_password: {secret: 'Corp/ldap: sync'}\n");
        text.ShouldContain("token_file: /run/secrets/app\n");
        DraftWriter.Variables(draft).ShouldBeEmpty();
        Drafts.Load(text).Problems.ShouldAllBe(problem => problem.Severity == ConfigurationSeverity.Warning);
    }

    [Theory]
    [InlineData("dc1.example.com", false, "ldaps://dc1.example.com/", false)]
    [InlineData("dc1.example.com:3269", false, "ldaps://dc1.example.com:3269/", false)]
    [InlineData("dc1.example.com", true, "ldap://dc1.example.com/", true)]
    [InlineData("ldap://127.0.0.1:3890", false, "ldap://127.0.0.1:3890/", false)]
    public void Server_is_reached_by_tls_unless_its_address_says_otherwise(string server, bool startTls, string address, bool turnsToTls)
    {
        var result = Drafts.Load(Drafts.Of(DraftSourceType.Ldap, "rest") with { Servers = [server], StartTls = startTls });

        var source = (LdapSourceSettings)result.GetConfiguration().Sources[0];
        source.ServerUrls.ShouldHaveSingleItem().AbsoluteUri.ShouldBe(address);
        source.StartTls.ShouldBe(turnsToTls);
    }

    [Fact]
    public void Password_over_an_open_connection_is_refused_before_there_is_a_file() =>
        Drafts.Load(Drafts.Of(DraftSourceType.Ldap, "rest") with { Servers = ["ldap://dc1.example.com"] })
            .Errors.ShouldHaveSingleItem().Key.ShouldBe("sources[0].server_url");

    [Theory]
    [InlineData("odoo.example.com", "odoo.example.com", 5432)]
    [InlineData("postgresql://odoo.example.com:6432", "odoo.example.com", 6432)]
    public void Address_of_odoo_is_that_of_its_database(string address, string host, int port)
    {
        var result = Drafts.Load(Drafts.Of(DraftSourceType.Ldap, "odoo") with { BaseUri = address });

        var settings = result.GetConfiguration().Vendors[0].ProviderSettings.ShouldBeOfType<Core.Vendors.Odoo.OdooSettings>();
        (settings.Host, settings.Port, settings.Database, settings.Username).ShouldBe((host, port, "app", "reader"));
    }

    [Fact]
    public void Everybody_in_glean_has_a_department() =>
        Drafts.Load(Drafts.Of(DraftSourceType.Ldap, "glean") with { Mappings = [new("*", "People")] }).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("people.csv", DraftSourceType.Csv)]
    [InlineData("export.LDIF", DraftSourceType.Ldif)]
    [InlineData("people.dat", null)]
    public void Kind_of_source_is_guessed_by_its_file(string file, DraftSourceType? type) =>
        new ConfigurationDraft { SourceFile = file }.WithGuesses().SourceType.ShouldBe(type);

    [Fact]
    public void Kind_of_source_is_guessed_by_what_only_one_has()
    {
        new ConfigurationDraft { Servers = ["dc1.example.com"] }.WithGuesses().SourceType.ShouldBe(DraftSourceType.Ldap);
        new ConfigurationDraft { Servers = ["sso.example.com"], Realm = "staff" }.WithGuesses().SourceType.ShouldBe(DraftSourceType.Keycloak);
        new ConfigurationDraft { TenantId = "contoso.onmicrosoft.com" }.WithGuesses().SourceType.ShouldBe(DraftSourceType.Entra);
        new ConfigurationDraft { Servers = ["acme.okta.com"], SourceType = DraftSourceType.Okta }.WithGuesses().SourceType.ShouldBe(DraftSourceType.Okta);
    }

    [Fact]
    public void Path_is_told_from_the_folder_of_the_file()
    {
        var here = Path.Combine(Path.GetTempPath(), "here");
        var draft = new ConfigurationDraft
        {
            Module = "sqlite", SourceFile = "conf/people.csv", Database = "wiki.db", VendorSecret = DraftSecret.InFile("./conf/a/token"),
        };

        var moved = draft.WithPathsFor(Path.Combine(here, "conf", "config.yaml"), here);

        moved.SourceFile.ShouldBe("people.csv");
        moved.Database.ShouldBe(Path.Combine(here, "wiki.db"));
        moved.VendorSecret!.File.ShouldBe("a/token");
        draft.WithPathsFor(Path.Combine(here, "config.yaml"), here).Database.ShouldBe("wiki.db");
    }

    [Fact]
    public async Task File_appears_whole_or_not_at_all_and_for_its_owner_alone()
    {
        using var configuration = new ConfigurationText();

        await DraftWriter.SaveAsync("größe: 1\n", configuration.File, overwrite: false, default);

        (await File.ReadAllBytesAsync(configuration.File)).ShouldBe(Encoding.UTF8.GetBytes("größe: 1\n"));
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(configuration.File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Should.ThrowAsync<IOException>(() => DraftWriter.SaveAsync("other", configuration.File, overwrite: false, default));
        (await File.ReadAllTextAsync(configuration.File)).ShouldBe("größe: 1\n");
        await DraftWriter.SaveAsync("other", configuration.File, overwrite: true, default);
        (await File.ReadAllTextAsync(configuration.File)).ShouldBe("other");
        Directory.GetFiles(configuration.Folder).ShouldHaveSingleItem("nothing unfinished is left");
    }

    [GeneratedRegex(@"^# guards:\n(#.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Guards();

    [GeneratedRegex(@"^ *# [a-z_]+: .+$", RegexOptions.Multiline)]
    private static partial Regex Suggestion();

    private static Gen<string> Texts() =>
        from parts in Gen.NonEmptyListOf(Gen.Elements(Pieces))
        select string.Concat(parts);
}
