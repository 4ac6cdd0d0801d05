using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldif;

namespace LdapVendorSync.Core.Tests.Sources;

public sealed class SourceFactoryTests
{
    private static readonly LdifSourceSettings Ldif = new() { Name = "people", File = "/nowhere.ldif" };

    [Fact]
    public async Task Factory_makes_a_source_without_touching_what_it_reads()
    {
        await using var source = new SourceFactory().Create(Ldif, new SourceServices());

        source.ShouldBeOfType<LdifSource>().Name.ShouldBe("people");
    }

    [Fact]
    public async Task Factory_makes_registered_kinds_from_their_own_settings()
    {
        var factory = new SourceFactory();
        factory.Register<OtherSettings>("other", (settings, _) => new LdifSource(Ldif with { Name = settings.Name + "!" }));

        await using var source = factory.Create(new OtherSettings { Name = "x" }, new SourceServices());

        source.Name.ShouldBe("x!");
        Should.Throw<ArgumentException>(() => factory.Register<OtherSettings>("OTHER", (_, _) => source));
    }

    [Fact]
    public void Factory_says_which_kinds_it_knows() =>
        Should.Throw<ArgumentException>(() => new SourceFactory().Create(new OtherSettings { Name = "x" }, new SourceServices()))
            .Message.ShouldContain("ldif");

    private sealed record OtherSettings : SourceSettings
    {
        public override string Type => "other";
    }
}
