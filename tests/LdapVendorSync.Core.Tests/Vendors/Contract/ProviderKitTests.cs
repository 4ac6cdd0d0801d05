using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The kit can fail: providers that are broken in one respect are caught by the behaviours that are about it.</summary>
public sealed class ProviderKitTests
{
    public static TheoryData<string, string> Catches
    {
        get
        {
            var catches = new TheoryData<string, string>();
            foreach (var (mutant, (_, caughtBy)) in Mutants.All)
            {
                foreach (var behaviour in caughtBy)
                    catches.Add(mutant, behaviour);
            }

            return catches;
        }
    }

    [Theory]
    [MemberData(nameof(Catches))]
    public async Task Broken_provider_is_caught(string mutant, string behaviour)
    {
        var result = await ProviderContract.RunAsync(
            async _ => new MutantUnderTest(await RestVendorUnderTest.StartAsync(xml: false), Mutants.All[mutant].Break),
            ProviderContract.Find(behaviour));

        result.Outcome.ShouldBe(ContractOutcome.Failed, $"A provider that {mutant}: {result}");
        result.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    public static TheoryData<string, string> BatchCatches
    {
        get
        {
            var catches = new TheoryData<string, string>();
            foreach (var (mutant, (_, caughtBy)) in BatchMutants.All)
            {
                foreach (var behaviour in caughtBy)
                    catches.Add(mutant, behaviour);
            }

            return catches;
        }
    }

    [Theory]
    [MemberData(nameof(BatchCatches))]
    public async Task Provider_that_is_broken_for_many_changes_is_caught(string mutant, string behaviour)
    {
        var result = await ProviderContract.RunAsync(
            async _ => new MutantUnderTest(
                await SqliteVendorUnderTest.StartAsync(),
                (context, create) => BatchMutants.All[mutant].Break((IBatchVendorProvider)create(context))),
            ProviderContract.Find(behaviour));

        result.Outcome.ShouldBe(ContractOutcome.Failed, $"A provider that {mutant}: {result}");
    }

    [Fact]
    public async Task Vendor_whose_set_up_fails_is_a_failure_and_not_a_pass()
    {
        var result = await ProviderContract.RunAsync(
            async _ => new MutantUnderTest(
                await RestVendorUnderTest.StartAsync(xml: false), (_, _) => throw new InvalidOperationException("broken")),
            ProviderContract.Find("login-reads"));

        result.Outcome.ShouldBe(ContractOutcome.Failed);
        result.Reason!.ShouldContain("broken");
    }

    [Fact]
    public async Task Deviation_is_skipped_with_its_reason_and_fails_where_there_is_none()
    {
        var deviations = new Dictionary<string, string> { ["read-page-edges"] = "there is one page", ["read-one-member"] = "no reason" };
        Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) => MutantUnderTest.StartAsync(
            "drops the last page", deviations);

        var deviating = await ProviderContract.RunAsync(StartAsync, ProviderContract.Find("read-page-edges"));
        var holding = await ProviderContract.RunAsync(StartAsync, ProviderContract.Find("read-one-member"));

        (deviating.Outcome, deviating.Reason).ShouldBe((ContractOutcome.Skipped, "deviates: there is one page"));
        holding.Outcome.ShouldBe(ContractOutcome.Failed);
        holding.Reason!.ShouldContain("no reason");
    }

    [Fact]
    public async Task Every_behaviour_is_run_in_one_call()
    {
        var results = new List<ContractResult>();
        await foreach (var result in ProviderContract.RunAllAsync(_ => SqliteVendorUnderTest.StartAsync()))
            results.Add(result);

        results.Select(result => result.Behaviour).ShouldBe(ProviderContract.Behaviours);
        results.ShouldNotContain(result => result.Outcome == ContractOutcome.Failed);
    }

    [Fact]
    public async Task Cancelled_run_ends()
    {
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in ProviderContract.RunAllAsync(_ => SqliteVendorUnderTest.StartAsync(), cancellation.Token))
                await cancellation.CancelAsync();
        });
    }

    /// <summary>A vendor that works, with a provider that does not.</summary>
    private sealed class MutantUnderTest(
        IVendorUnderTest vendor,
        Mutants.Breaking breaking,
        IReadOnlyDictionary<string, string>? deviations = null) : IVendorUnderTest
    {
        public VendorSettings Settings => vendor.Settings;

        public VendorSettings? WrongCredentials => vendor.WrongCredentials;

        public IReadOnlyList<string> Secrets => vendor.Secrets;

        public IReadOnlyList<string> Attributes => vendor.Attributes;

        public int? PageSize => vendor.PageSize;

        public IVendorFaults? Faults => vendor.Faults;

        public RequestCount? Requests => vendor.Requests;

        public IReadOnlyDictionary<string, string> Deviations => deviations ?? vendor.Deviations;

        public static async Task<IVendorUnderTest> StartAsync(string mutant, IReadOnlyDictionary<string, string>? deviations = null) =>
            new MutantUnderTest(await RestVendorUnderTest.StartAsync(xml: false), Mutants.All[mutant].Break, deviations);

        public IVendorProvider CreateProvider(VendorContext context) => breaking(context, vendor.CreateProvider);

        public Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken) =>
            vendor.SeedUsersAsync(users, cancellationToken);

        public Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken) =>
            vendor.SeedGroupAsync(group, userIds, cancellationToken);

        public Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken) => vendor.ReadUsersAsync(
            cancellationToken);

        public Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken) =>
            vendor.ReadGroupAsync(group, cancellationToken);

        public ValueTask DisposeAsync() => vendor.DisposeAsync();
    }
}
