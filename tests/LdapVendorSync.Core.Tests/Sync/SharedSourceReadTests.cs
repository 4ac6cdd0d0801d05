using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sources.Ldap;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What several vendors need of a source is read once, and belongs to none of them.</summary>
public sealed class SharedSourceReadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Read_goes_on_for_other_vendors_when_the_one_that_began_it_fails()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new FailingProgress();
        var directory = new FakeDirectory { Hold = HoldOthers }
            .Add(DirectoryFile.GroupDn("staff"), FakeDirectory.PersonDn(1))
            .Add(DirectoryFile.GroupDn("others"), FakeDirectory.PersonDn(2));
        await using var peer = directory.Start();
        await using var scenario = await SyncScenario.StartAsync(vendors: 2);
        scenario.SecondVendor.Store.CreateGroup("others");
        scenario.Vendor.Store.CreateGroup("others");
        scenario.Mappings.Add(("others", "others", null));
        scenario.OtherSource = $"type: ldap\nserver_url: ldap://127.0.0.1:{peer.Port}\nincremental: 'off'";

        var running = new SyncRunner(scenario.Load(), new SyncEnvironment()).RunAsync(new SyncOptions(), progress, CancellationToken.None);
        await progress.HasFailed.WaitAsync(Patience);

        // Nothing tells when what the vendor had under way was given up; a read that is given up with it would be by now.
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        mayAnswer.SetResult();
        var run = await running;

        run.Vendors[0].Error.ShouldNotBeNull().ShouldContain(FailingProgress.Message);
        run.Vendors[1].Error.ShouldBeNull(run.Describe());
        run.Vendors[1].Groups.ShouldAllBe(group => group.Error == null && group.SourceMembers == 1);
        directory.Searches
            .Count(search => search.BaseDn == DirectoryFile.GroupDn("others") && search.Attributes.Contains("member"))
            .ShouldBe(1);

        Task? HoldOthers(FakeSearch search)
        {
            if (search.BaseDn != DirectoryFile.GroupDn("others"))
                return null;
            progress.HasBegun.TrySetResult();
            return mayAnswer.Task;
        }
    }

    /// <summary>Lets the first vendor begin a read, the second one wait for it, and then the first one fail.</summary>
    private sealed class FailingProgress : IProgress<SyncProgress>
    {
        public const string Message = "The watcher broke.";

        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _isAwaited = new();

        public TaskCompletionSource HasBegun { get; } = new();

        public Task HasFailed => _failed.Task;

        public void Report(SyncProgress value)
        {
            switch (value)
            {
                case { Vendor: "App2", Stage: SyncStage.Connecting }:
                    HasBegun.Task.Wait(Patience).ShouldBeTrue();
                    break;
                case { Vendor: "App2", Stage: SyncStage.Reading, Mapping.VendorGroup: "others" }:
                    _isAwaited.TrySetResult();
                    break;
                case { Vendor: "App1", Stage: SyncStage.Applying }:
                    _isAwaited.Task.Wait(Patience).ShouldBeTrue();
                    _failed.TrySetResult();
                    throw new InvalidOperationException(Message);
            }
        }
    }
}
