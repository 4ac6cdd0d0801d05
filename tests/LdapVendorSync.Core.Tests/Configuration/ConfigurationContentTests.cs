using System.Collections;
using System.Collections.Specialized;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class ConfigurationContentTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Fact]
    public void Content_loads_as_a_file_does()
    {
        var content = Load(Valid()).GetConfiguration();
        var file = _text.LoadValid(ConfigurationText.Valid());

        content.FilePath.ShouldBeNull();
        content.BaseDirectory.ShouldBe(_text.Folder);
        content.StateDirectory.ShouldBe(file.StateDirectory);
        ConfigurationFingerprint.Of(content).ShouldBe(ConfigurationFingerprint.Of(file));
    }

    [Fact]
    public void Content_wins_over_a_file_that_a_variable_names()
    {
        _text.Environment["LVS_CONFIG"] = "missing.yaml";

        Load(Valid()).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Values_of_every_kind_mean_what_their_text_means()
    {
        var content = Valid();
        content["dry_run"] = true;
        content["max_parallel_vendors"] = 2;
        content["plan_expires_after"] = TimeSpan.FromHours(3);
        content["notifications"] = null;
        content["state_dir"] = new DirectoryInfo(Path.Combine(_text.Folder, "elsewhere"));
        Vendor(content)["base_url"] = new Uri("https://other.example.com/api");

        var configuration = Load(content).GetConfiguration();

        configuration.DryRun.ShouldBeTrue();
        configuration.MaxParallelVendors.ShouldBe(2);
        configuration.PlanExpiresAfter.ShouldBe(TimeSpan.FromHours(3));
        configuration.StateDirectory.ShouldBe(Path.Combine(_text.Folder, "elsewhere"));
        configuration.Vendors[0].BaseUrl.ShouldBe(new Uri("https://other.example.com/api"));
    }

    [Fact]
    public void An_environment_variable_overrides_content()
    {
        var content = Valid();
        content["max_parallel_vendors"] = 2;
        _text.Environment["LVS__MAX_PARALLEL_VENDORS"] = "7";

        Load(content).GetConfiguration().MaxParallelVendors.ShouldBe(7);
    }

    [Fact]
    public void A_problem_names_its_key_and_no_line()
    {
        var content = Valid();
        Vendor(content)["auth"] = new Hashtable { ["method"] = "bearer", ["token"] = string.Empty };

        var problem = Load(content).Problems[0];

        problem.Key.ShouldBe("vendor_apps[0].auth.token");
        problem.ToString().ShouldStartWith("error: vendor_apps[0].auth.token: ");
    }

    [Fact]
    public void A_secret_is_taken_as_it_stands_and_never_shown()
    {
        var content = Valid();
        Vendor(content)["auth"] = new Hashtable { ["method"] = "bearer", ["token"] = new Secret("a${B}$${c}") };
        Load(content).GetConfiguration().Vendors[0].Auth!.Token!.Reveal().ShouldBe("a${B}$${c}");

        content["max_parallel_vendors"] = new Secret("canary-of-4");
        var problems = Load(content).Problems;

        problems.ShouldNotBeEmpty();
        problems.ShouldAllBe(problem => !problem.ToString().Contains("canary"));
    }

    [Fact]
    public void Content_that_holds_itself_is_refused()
    {
        var content = Valid();
        content["guards"] = content;
        Vendor(content)["groups"] = new object[] { content, content };

        Load(content).Errors.ShouldContain(problem => problem.Message.Contains("holds itself"));
    }

    [Fact]
    public void A_value_that_means_nothing_is_told()
    {
        var content = Valid();
        content["state_dir"] = new object();

        Load(content).Problems.ShouldContain(problem => problem.Key == "state_dir" && problem.Message.Contains("of the type Object"));
    }

    [Fact]
    public void Content_that_is_no_block_is_refused() =>
        Load(new object[] { 1 }).Problems.ShouldHaveSingleItem().Message.ShouldBe("The configuration is not a block of keys.");

    [Fact]
    public void Keys_of_a_hash_table_are_taken_by_name_and_those_of_an_ordered_one_by_their_order()
    {
        string[] names = ["zeta", "alpha", "mid", "beta", "omega"];
        var table = new Hashtable();
        var ordered = new OrderedDictionary();
        foreach (var name in names)
        {
            table[name] = Source();
            ordered[name] = Source();
        }

        Names(table).ShouldBe(names.Order(StringComparer.Ordinal));
        Names(ordered).ShouldBe(names);

        IEnumerable<string> Names(IDictionary sources)
        {
            var content = Valid();
            content.Remove("ldap");
            content["sources"] = sources;
            ((Hashtable)((object[])Vendor(content)["groups"]!)[0])["source"] = "mid";
            return Load(content).GetConfiguration().Sources.Select(source => source.Name);
        }

        static Hashtable Source() => new() { ["type"] = "ldap", ["server_url"] = "ldaps://ldap.example.com" };
    }

    [Fact]
    public void A_loaded_configuration_is_good_for_another_command()
    {
        var configuration = Load(Valid()).GetConfiguration();

        configuration.ForAnotherCommand(_text.Providers, new NoPlugins()).Configuration.ShouldBeSameAs(configuration);
    }

    [Fact]
    public void A_change_to_a_loaded_configuration_is_never_lost_where_plug_ins_have_it_loaded_again()
    {
        var loaded = Load(Valid()).GetConfiguration();
        var withPlugins = loaded with { Plugins = ["one.ps1"] };
        var configuration = withPlugins with { AsLoaded = withPlugins with { AsLoaded = null } };

        var unchanged = configuration.ForAnotherCommand(_text.Providers, new NoPlugins());
        var changed = (configuration with { DryRun = true }).ForAnotherCommand(_text.Providers, new NoPlugins());

        unchanged.Configuration.ShouldNotBeNull();
        changed.Configuration.ShouldBeNull();
        changed.Problems.ShouldHaveSingleItem().Message.ShouldContain("changed after it was loaded");
        loaded.AsLoaded.ShouldBe(loaded with { AsLoaded = null });
    }

    public void Dispose() => _text.Dispose();

    private static Hashtable Valid() => new()
    {
        ["ldap"] = new Hashtable { ["server_url"] = "ldaps://ldap.example.com" },
        ["vendor_apps"] = new object[]
        {
            new Hashtable
            {
                ["name"] = "App",
                ["module"] = "rest",
                ["base_url"] = "https://app.example.com/api",
                ["groups"] = new object[] { new Hashtable { ["ldap_group"] = "cn=app,dc=example,dc=com", ["vendor_group"] = "app" } },
            },
        },
    };

    private static Hashtable Vendor(Hashtable content) => (Hashtable)((object[])content["vendor_apps"]!)[0];

    private ConfigurationResult Load(object content) => ConfigurationLoader.Load(new ConfigurationLoadOptions
    {
        Content = new ConfigurationContent(content),
        CurrentDirectory = _text.Folder,
        Environment = _text.Environment,
        Providers = _text.Providers,
    });

    private sealed class NoPlugins : IPluginSource
    {
        public PluginLoad Load(string path) => throw new InvalidOperationException(path);
    }
}
