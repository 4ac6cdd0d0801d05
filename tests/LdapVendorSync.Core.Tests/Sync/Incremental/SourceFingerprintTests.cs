using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync.Incremental;
using LdapVendorSync.Core.Tests.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>What is kept counts for the account that read it.</summary>
public sealed class SourceFingerprintTests
{
    [Fact]
    public void Another_identity_has_another_fingerprint_under_the_same_settings()
    {
        var settings = new LdapSourceSettings { Name = "directory", ServerUrls = [new Uri("ldap://ldap.example.test")] };

        SourceFingerprint.Of(settings, "u:EXAMPLE\\jane").ShouldNotBe(SourceFingerprint.Of(settings, "u:EXAMPLE\\joe"));
        SourceFingerprint.Of(settings, "u:EXAMPLE\\jane").ShouldBe(SourceFingerprint.Of(settings, "u:EXAMPLE\\jane"));
    }

    [SkippableFact]
    public async Task Identity_is_the_one_that_the_server_sees()
    {
        await using var server = await SyncedDirectory.StartAsync();
        await using var source = server.Open();

        (await source.ReadIdentityAsync(CancellationToken.None)).ShouldBe($"dn:{DirectorySeed.ReaderDn}", StringCompareShould.IgnoreCase);
    }
}
