using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.Core.Tests.Vendors.Plugins;

/// <summary>Which assemblies are plug-ins, and what is said of those that are not.</summary>
public sealed class AssemblyPluginTests : IDisposable
{
    private readonly PluginWorkshop _workshop = new();
    private readonly VendorProviderRegistry _registry = VendorProviderRegistry.CreateDefault();
    private readonly AssemblyPlugins _format = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Provider_is_registered_with_its_settings_and_where_it_comes_from()
    {
        using var plugin = _format.Load(PluginWorkshop.Example);
        _registry.Register(plugin);

        _registry.TryFind("newsletter", out var provider).ShouldBeTrue();
        provider!.Kind.ShouldBe(ProviderKind.Assembly);
        provider.Path.ShouldBe(PluginWorkshop.Example);
        provider.SettingsType!.Name.ShouldBe("NewsletterSettings");
        plugin.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Folder_means_every_assembly_in_it_that_refers_to_the_core()
    {
        _workshop.Compile("One", PluginWorkshop.Provider("One", "one"), subfolder: "set");
        _workshop.Compile("Two", PluginWorkshop.Provider("Two", "two"), subfolder: "set");
        _workshop.Compile("Helper", "public static class Helper { }", subfolder: "set", usings: string.Empty);

        using var plugin = _format.Load(Path.Combine(_workshop.Folder, "set"));

        plugin.Providers.Select(provider => provider.Name).ShouldBe(["one", "two"], ignoreOrder: true);
    }

    [Fact]
    public async Task Plugin_uses_its_own_version_of_what_it_depends_on_and_shares_the_contracts()
    {
        var helper = _workshop.Compile(
            "YamlDotNet", "[assembly: System.Reflection.AssemblyVersion(\"99.0\")] public static class Own { public static string Name => \"own\"; }", subfolder: "own", usings: string.Empty);
        var members = PluginWorkshop.Members.Replace(
            "Task.FromResult(new VendorGroup(\"1\", g))",
            "Task.FromResult(new VendorGroup(\"1\", Own.Name + typeof(Own).Assembly.GetName().Version))",
            StringComparison.Ordinal);
        var file = _workshop.Compile("Dependent", PluginWorkshop.Provider("Dependent", "dependent", members), subfolder: "own", references: helper);
        using var plugin = _format.Load(file);

        await using var provider = plugin.Providers[0].Create(Context());

        (await provider.FindGroupAsync("g", default)).ShouldNotBeNull().Name.ShouldBe("own99.0.0.0");
    }

    [Fact]
    public void File_may_be_replaced_while_the_plugin_is_loaded()
    {
        var file = _workshop.Compile("Replaced", PluginWorkshop.Provider("Replaced", "replaced"));
        using var plugin = _format.Load(file);

        using (File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        File.Delete(file);
        plugin.Providers.ShouldHaveSingleItem().Create(Context()).ShouldNotBeNull();
    }

    [Fact]
    public void Plugin_is_unloaded_when_it_is_let_go()
    {
        var file = _workshop.Compile("Gone", PluginWorkshop.Provider("Gone", "gone", settings: "typeof(GoneSettings)")
            + "public sealed record GoneSettings { [Setting(\"A number.\")] public int? Number { get; init; } }");
        var context = LoadAndLetGo(file);

        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        context.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void File_that_is_no_assembly_is_refused()
    {
        var file = Path.Combine(_workshop.Folder, "text.dll");
        File.WriteAllText(file, "not an assembly");
        Refusal(file).ShouldBe($"'{file}' is no .NET assembly. It may be a native library, or a file that was not copied to its end.");
    }

    [Fact]
    public void Assembly_for_another_processor_is_refused()
    {
        var file = _workshop.Compile("Foreign", PluginWorkshop.Provider("Foreign", "foreign"));
        SetMachine(file, 0x01c4);
        Refusal(file).ShouldContain("was built for ArmThumb2");
    }

    [Fact]
    public void Assembly_without_a_provider_is_refused()
    {
        Refusal(_workshop.Compile("Other", "public class Other { }", usings: string.Empty)).ShouldContain("does not refer to LdapVendorSync.Core");
        Refusal(_workshop.Compile("User", "public class User { public VendorGroup Group; }")).ShouldContain("no public class implements IVendorProvider");
        Refusal(_workshop.Compile("Hidden", PluginWorkshop.Provider("Hidden", "hidden").Replace("public class", "class", StringComparison.Ordinal)))
            .ShouldContain("no public class implements IVendorProvider");
    }

    [Fact]
    public void Provider_that_does_not_announce_itself_is_refused_with_the_way_to_do_it()
    {
        var file = _workshop.Compile("Silent", "public class Silent : IVendorProvider {" + PluginWorkshop.Members + "}");
        Refusal(file).ShouldBe(
            $"'{file}': Silent does not say what it is. A provider is a public class that implements IVendorProvider and has a property "
            + "'public static VendorProviderDescriptor Descriptor'.");
    }

    [Fact]
    public void Announcement_that_fails_is_refused()
    {
        var file = _workshop.Compile(
            "Failing",
            "public class Failing : IVendorProvider { public static VendorProviderDescriptor Descriptor => throw new InvalidOperationException(\"no licence\");"
            + PluginWorkshop.Members + "}");
        Refusal(file).ShouldBe($"'{file}' cannot be loaded. InvalidOperationException: no licence");
    }

    [Fact]
    public void Settings_that_cannot_be_made_are_refused()
    {
        var file = _workshop.Compile("Bad", PluginWorkshop.Provider("Bad", "bad", settings: "typeof(BadSettings)")
            + "public sealed record BadSettings(int Number) { [Setting(\"A number.\")] public int Other { get; init; } }");
        Refusal(file).ShouldContain("A settings record needs a public constructor without parameters.");
    }

    [Fact]
    public void Two_providers_of_one_name_are_refused()
    {
        var file = _workshop.Compile("Twins", PluginWorkshop.Provider("One", "twin") + PluginWorkshop.Provider("Two", "twin"));
        Refusal(file).ShouldBe($"'{file}' holds 2 providers named 'twin'. Give each a name of its own.");
    }

    [Fact]
    public void Name_of_a_built_in_provider_is_refused()
    {
        var file = _workshop.Compile("Rest", PluginWorkshop.Provider("Rest", "rest"));
        Refusal(file).ShouldBe(
            $"'{file}' calls its provider 'rest', but there is one of that name, which is built in. Give the provider another name.");
    }

    [Fact]
    public void Name_that_is_taken_leaves_nothing_of_the_plugin_behind()
    {
        var file = _workshop.Compile("Pair", PluginWorkshop.Provider("One", "aaa") + PluginWorkshop.Provider("Two", "sqlite"));
        Refusal(file).ShouldContain("'sqlite'");
        _registry.TryFind("aaa", out _).ShouldBeFalse();
    }

    [Fact]
    public void Name_that_cannot_be_a_key_is_refused() =>
        Refusal(_workshop.Compile("Named", PluginWorkshop.Provider("Named", "My Own"))).ShouldContain("Use lower-case letters, digits and '_'.");

    [Fact]
    public void Plugin_for_a_newer_core_is_refused_with_both_versions()
    {
        var core = CompileCore("99.1.0.0", string.Empty);
        Refusal(_workshop.Compile("Newer", PluginWorkshop.Provider("Newer", "newer", "", "null"), core, usings: "using LdapVendorSync.Core.Vendors;"))
            .ShouldContain("was built against LdapVendorSync.Core 99.1.0, and this is ");
    }

    [Fact]
    public void Plugin_for_a_core_with_other_members_is_refused()
    {
        var core = CompileCore("0.0.1.0", string.Empty);
        Refusal(_workshop.Compile("Older", PluginWorkshop.Provider("Older", "older", "", "null"), core, usings: "using LdapVendorSync.Core.Vendors;"))
            .ShouldContain("cannot be loaded. It was built against another version of LdapVendorSync.Core: ");
    }

    [Fact]
    public void Dependency_that_is_missing_is_named()
    {
        var helper = _workshop.Compile("Missing", "public class Missing { }", usings: string.Empty);
        var file = _workshop.Compile("Needy", PluginWorkshop.Provider("Needy", "needy") + "public class Derived : Missing { }", references: helper);
        File.Delete(helper);
        Refusal(file).ShouldContain("It needs the assembly Missing, Version=0.0.0.0");
    }

    [Fact]
    public void Path_that_leads_nowhere_is_refused() =>
        Refusal(Path.Combine(_workshop.Folder, "none.dll")).ShouldContain("There is no file or folder");

    [Fact]
    public void File_of_another_kind_is_refused()
    {
        var file = Path.Combine(_workshop.Folder, "plugin.txt");
        File.WriteAllText(file, string.Empty);
        Refusal(file).ShouldContain("is no plug-in");
    }

    [SkippableFact]
    public void Plugin_that_everybody_may_write_to_is_a_warning()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        var file = _workshop.Compile("Open", PluginWorkshop.Provider("Open", "open"), subfolder: "open");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);

        using var plugin = _format.Load(file);

        plugin.Warnings.ShouldHaveSingleItem().ShouldContain($"chmod o-w '{file}'");
    }

    private string Refusal(string path)
    {
        using var loader = new PluginLoader(_registry, [_format]);
        return Should.Throw<PluginException>(() => loader.Load(path)).FullMessage;
    }

    private string CompileCore(string version, string more) => _workshop.Compile(
        "LdapVendorSync.Core",
        $$"""
        [assembly: System.Reflection.AssemblyVersion("{{version}}")]
        namespace LdapVendorSync.Core.Vendors
        {
            public interface IVendorProvider { {{more}} }
            public sealed record VendorProviderDescriptor
            {
                public string Name { get; init; }
                public string Description { get; init; }
                public System.Type SettingsType { get; init; }
                public System.Func<object, IVendorProvider> Create { get; init; }
            }
        }
        """,
        typeof(object).Assembly.Location,
        "core",
        string.Empty);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndLetGo(string file)
    {
        var registry = new VendorProviderRegistry();
        using var loader = new PluginLoader(registry, [new AssemblyPlugins()]);
        var yaml = Path.Combine(Path.GetDirectoryName(file)!, "sync.yaml");
        File.WriteAllText(yaml, $$"""
            plugins: ["{{file}}"]
            sources: [{ name: hr, type: ldif, file: a.ldif }]
            vendor_apps: [{ name: app, module: gone, gone: { number: 3 }, groups: [{ source_group: "cn=a,dc=b", vendor_group: c }] }]
            """);
        var result = ConfigurationLoader.Load(new ConfigurationLoadOptions { Path = yaml, Providers = registry.SettingsTypes, Plugins = loader });
        _ = result.GetConfiguration().ToMaskedYaml();
        return new WeakReference(System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(registry.Providers[0].SettingsType!.Assembly));
    }

    private static void SetMachine(string file, ushort machine)
    {
        var bytes = File.ReadAllBytes(file);
        var header = BitConverter.ToInt32(bytes, 0x3c);
        BitConverter.GetBytes(machine).CopyTo(bytes, header + 4);
        File.WriteAllBytes(file, bytes);
    }

    private static VendorContext Context() => new() { Settings = new VendorSettings { Name = "app", Module = "own", Groups = [] } };
}
