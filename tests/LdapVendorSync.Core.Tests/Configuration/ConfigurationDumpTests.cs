using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class ConfigurationDumpTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void Dump_writes_maps_and_no_secret()
    {
        var configuration = _text.LoadValid(ConfigurationText.Valid(
            top: "attributes: {userName: uid, title: \"{title}\"}",
            vendor: "auth: {method: token, token: hunter2-hunter2}",
            source: "group_dn_map: {staff: \"cn=staff,dc=example,dc=com\"}"));

        var dump = configuration.ToMaskedYaml();

        dump.ShouldContain("attributes: {userName: uid, title: '{title}'}");
        dump.ShouldContain("group_dn_map: {staff: 'cn=staff,dc=example,dc=com'}");
        dump.ShouldContain("token: ***");
        dump.ShouldNotContain("hunter2");
    }
}
