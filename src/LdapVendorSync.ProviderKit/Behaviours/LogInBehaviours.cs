using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Reaching the vendor, logging in and leaving.</summary>
internal static class LogInBehaviours
{
    private const int MostRequestsOfRefusal = 2;

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("login-reads",
            "After logging in, a group can be found and read.",
            "Without it nothing works.",
            ContractNeeds.None,
            ReadsAsync),
        new("login-changes-nothing",
            "Logging in makes, changes and removes neither accounts nor memberships.",
            "A check of the connection and a dry run connect too.",
            ContractNeeds.None,
            ChangesNothingAsync),
        new("login-refused",
            "Wrong credentials fail while connecting, as Authentication.",
            "The vendor is stopped at once; anything else would try its luck with each person.",
            ContractNeeds.WrongCredentials,
            RefusedAsync),
        new("login-refused-once",
            "Refused credentials are not sent again and again.",
            "Each attempt may count towards a lock-out of the account.",
            ContractNeeds.WrongCredentials | ContractNeeds.RequestCount,
            RefusedOnceAsync),
        new("login-revoked",
            "Credentials that are refused in the middle of the work fail as Authentication, and are not retried.",
            "A token that was revoked must stop the vendor, not fail person by person.",
            ContractNeeds.Faults | ContractNeeds.RequestCount,
            RevokedAsync),
        new("login-unreachable",
            "A vendor that ends every connection fails while connecting, as Unavailable or Down.",
            "The run must know that it is the vendor, not a person.",
            ContractNeeds.Faults,
            UnreachableAsync),
        new("login-silent",
            "A vendor that never answers fails while connecting, within the time limit.",
            "A run must not hang.",
            ContractNeeds.Faults,
            SilentAsync),
        new("login-twice",
            "Two providers can be connected at the same time.",
            "A check, or another run that only reads, must not throw out the first.",
            ContractNeeds.None,
            TwiceAsync),
        new("dispose-twice",
            "A provider can be disposed twice.",
            "Clean-up paths meet.",
            ContractNeeds.None,
            DisposeTwiceAsync),
        new("dispose-unconnected",
            "A provider that was never connected can be disposed.",
            "Connecting may have failed, or never have been tried.",
            ContractNeeds.None,
            DisposeUnconnectedAsync),
        new("dispose-ends",
            "After it was disposed, nothing can be read any more.",
            "Whatever is used after a log-out is a mistake that must show.",
            ContractNeeds.None,
            DisposeEndsAsync),
        new("before-connect",
            "Before it is connected, a provider gives no wrong answers: it fails and says why, or answers as if it were connected.",
            "An empty answer would be taken for an empty vendor.",
            ContractNeeds.None,
            BeforeConnectAsync),
    ];

    private static async Task ReadsAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
    }

    private static async Task ChangesNothingAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people[0]).ConfigureAwait(false);
        await scene.ConnectAsync().ConfigureAwait(false);
        await scene.CheckGroupAsync([people[0]]).ConfigureAwait(false);
        foreach (var person in people)
            scene.CheckAttributes(person, await scene.TruthAsync(person).ConfigureAwait(false), "an account after logging in");
    }

    private static Task<VendorException> RefusedAsync(ContractScene scene)
    {
        var provider = scene.Create(scene.Vendor.WrongCredentials);
        return Check.FailsAsync(
            () => provider.ConnectAsync(scene.Token), "connect with wrong credentials", VendorFailure.Authentication);
    }

    private static async Task RefusedOnceAsync(ContractScene scene)
    {
        var before = scene.Requests.Total;
        await RefusedAsync(scene).ConfigureAwait(false);
        var sent = scene.Requests.Total - before;
        Check.That(
            sent <= MostRequestsOfRefusal,
            $"The wrong credentials were sent {sent} times; more than {MostRequestsOfRefusal} may lock the account out.");
    }

    private static async Task RevokedAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group, await scene.SeedAsync("ada").ConfigureAwait(false)).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.Unauthorized }).ConfigureAwait(false);
        var before = scene.Requests.Total;
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        read.CheckIncomplete("The credentials were refused");
        Check.That(
            read.Completeness.Error is VendorException { Failure: VendorFailure.Authentication },
            "A read whose credentials are refused has to fail as Authentication.",
            read.Completeness.Error);
        Check.That(
            scene.Requests.Total - before <= MostRequestsOfRefusal,
            $"The refused credentials were sent {scene.Requests.Total - before} times.");
    }

    private static async Task UnreachableAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.Disconnect }).ConfigureAwait(false);
        var provider = scene.Create();
        await Check.FailsAsync(
            () => provider.ConnectAsync(scene.Token), "connect to a vendor that ends every connection",
            VendorFailure.Unavailable, VendorFailure.Down).ConfigureAwait(false);
    }

    private static async Task SilentAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.Silence }).ConfigureAwait(false);
        var provider = scene.Create(timeoutSeconds: 1);
        await Check.FailsAsync(
            () => provider.ConnectAsync(scene.Token), "connect to a vendor that never answers",
            VendorFailure.Unavailable, VendorFailure.Down).ConfigureAwait(false);
    }

    private static async Task TwiceAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var first = await scene.ConnectAsync().ConfigureAwait(false);
        var second = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var provider in new[] { first, second, first })
        {
            var group = await scene.GroupAsync(provider).ConfigureAwait(false);
            (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
        }

        await second.DisposeAsync().ConfigureAwait(false);
        var still = await scene.GroupAsync(first).ConfigureAwait(false);
        (await scene.ReadAsync(first, still).ConfigureAwait(false)).CheckComplete(people);
    }

    private static async Task DisposeTwiceAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        await provider.DisposeAsync().ConfigureAwait(false);
        await provider.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task DisposeUnconnectedAsync(ContractScene scene) => await scene.Create().DisposeAsync().ConfigureAwait(false);

    private static async Task DisposeEndsAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        await provider.DisposeAsync().ConfigureAwait(false);
        Check.That(
            await FailsSomehowAsync(scene, provider, group).ConfigureAwait(false),
            "A group could be read after the provider was disposed.");
    }

    private static async Task BeforeConnectAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = scene.Create();
        VendorGroup? group;
        try
        {
            group = await provider.FindGroupAsync(ContractNames.Group, scene.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidOperationException or VendorException)
        {
            return;
        }

        Check.That(group is not null, "A group that is there was not found before connecting, without an error.");
        var read = await scene.ReadAsync(provider, group!).ConfigureAwait(false);
        if (read.Completeness.Status == CompletenessStatus.Complete)
            read.CheckComplete(people);
    }

    private static async Task<bool> FailsSomehowAsync(ContractScene scene, IVendorProvider provider, VendorGroup group)
    {
        try
        {
            var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
            return read.Completeness.Status == CompletenessStatus.Failed;
        }
        catch (Exception error) when (error is ObjectDisposedException or InvalidOperationException or VendorException)
        {
            return true;
        }
    }
}
