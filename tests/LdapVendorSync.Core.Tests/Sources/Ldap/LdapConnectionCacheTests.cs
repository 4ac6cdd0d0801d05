using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Connections that go from one source to the next, and those that must not.</summary>
public sealed class LdapConnectionCacheTests : IAsyncDisposable
{
    private readonly LdapConnectionCache _cache = new(TimeProvider.System);

    [Fact]
    public async Task A_connection_goes_to_the_next_source_with_the_same_settings_only()
    {
        await using var peer = FakeDirectory.WithPerson().Start();

        await ReadAsync(peer);
        await ReadAsync(peer);
        peer.Connections.Count.ShouldBe(1);
        await ReadAsync(peer, settings => settings with { BindPassword = new Secret("another") });
        peer.Connections.Count.ShouldBe(2);
        await ReadAsync(peer, settings => settings with { VerifySsl = false });
        peer.Connections.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_with_a_search_under_way_goes_to_nobody()
    {
        using var asked = new SemaphoreSlim(0);
        using var answers = new ManualResetEventSlim();
        var isFirst = true;
        var fake = FakeDirectory.WithPeople(1, search =>
        {
            if (search.BaseDn.Length == 0 || !isFirst)
                return null;
            isFirst = false;
            asked.Release();
            answers.Wait();
            return null;
        });
        await using var peer = fake.Start();
        var source = Open(peer);
        var reading = source.ReadAllAsync(FakeDirectory.GroupDn);
        await asked.WaitAsync();

        // A cmdlet that was stopped does not wait for work that does not listen.
        await source.DisposeAsync();
        answers.Set();
        await ReadAsync(peer);

        peer.Connections.Count.ShouldBe(2);
        await Task.WhenAny(reading);
        _ = reading.Exception;
    }

    [Fact]
    public async Task A_connection_is_trusted_no_further_than_the_file_it_was_made_with()
    {
        var truststore = Path.GetTempFileName();
        try
        {
            await using var peer = FakeDirectory.WithPerson().Start();
            var source = Open(peer, WithKeytab);
            (await source.ReadAllAsync(FakeDirectory.GroupDn)).Read.ShouldBeComplete();
            File.SetLastWriteTimeUtc(truststore, DateTime.UtcNow.AddMinutes(5));
            await source.DisposeAsync();

            await ReadAsync(peer, WithKeytab);

            peer.Connections.Count.ShouldBe(2);
        }
        finally
        {
            File.Delete(truststore);
        }

        // Any file of the settings counts; this one needs no content.
        LdapSourceSettings WithKeytab(LdapSourceSettings settings) => settings with { KeytabFile = truststore };
    }

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    private async Task ReadAsync(ScriptedLdapPeer peer, LdapTesting.Change? change = null)
    {
        await using var source = Open(peer, change);
        var (_, read) = await source.ReadAllAsync(FakeDirectory.GroupDn);
        read.ShouldBeComplete();
    }

    private LdapSource Open(ScriptedLdapPeer peer, LdapTesting.Change? change = null)
    {
        var settings = new LdapSourceSettings
        {
            Name = "directory",
            ServerUrls = [new Uri($"ldap://127.0.0.1:{peer.Port}")],
            BindDn = DirectorySeed.ReaderDn,
            BindPassword = new Secret(DirectorySeed.Password),
        };
        return new LdapSource(
            change is null ? settings : change(settings),
            new SourceServices { ErrorHandling = LdapTesting.QuickRetries, Connections = _cache });
    }
}
