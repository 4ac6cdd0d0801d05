using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Cli.Tests;

public sealed class LockTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task Second_run_names_the_first_and_writes_nothing()
    {
        var configuration = ConfigurationLoader
            .Load(new ConfigurationLoadOptions
            {
                Path = _quickstart.Configuration,
                Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
            })
            .GetConfiguration();
        var claim = new RunLockHolder { RunId = "the-first-run", Command = "somebody's sync", StartedAt = DateTimeOffset.UtcNow };
        RunLock.TryAcquire(configuration.StateDirectory, configuration.Vendors[1].Target, claim, out var held, out _).ShouldBeTrue();
        using (held)
        {
            var second = (await _quickstart.RunAsync("sync")).ShouldExitWith(6);

            (second.Output + second.Error).ShouldContain("the-first-run");
            File.Exists(Path.Combine(_quickstart.Folder, "data", "wiki.db")).ShouldBeFalse();
            (await _quickstart.RunAsync("plan")).ShouldExitWith(0);
        }

        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
    }
}
