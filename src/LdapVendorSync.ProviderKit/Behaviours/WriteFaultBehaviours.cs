using System.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Changing something at a vendor that misbehaves: nothing is done twice, and nothing is said to be done that is not.</summary>
internal static class WriteFaultBehaviours
{
    private const ContractNeeds Add = ContractNeeds.ChangeMemberships | ContractNeeds.Faults;
    private const ContractNeeds Create = ContractNeeds.CreateUsers | ContractNeeds.Faults;

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("add-500-once",
            "An add that fails once at the vendor is tried again, or its outcome is told as unknown.",
            "Single failures are everyday.",
            Add,
            scene => AddAsync(scene, new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write, Times = 1 })),
        new("add-500-always",
            "An add that fails again and again fails; it is not passed over in silence.",
            "The run would count somebody as added who is not.",
            Add,
            scene => AddFailsAsync(scene, new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write })),
        new("add-429-retry-after",
            "The pause that the vendor asks for is kept before an add is tried again.",
            "Coming back earlier makes the pause longer, or the account blocked.",
            Add,
            AddRetryAfterAsync),
        new("add-nonsense",
            "A page for people in place of an answer to an add, with success, is a failure, unless looking proves the add.",
            "A sign-in page must not be taken for success.",
            Add,
            scene => AddFailsAsync(scene, new VendorFault { Kind = VendorFaultKind.Nonsense, On = RequestKind.Write })),
        new("add-silence",
            "An add that is never answered ends within the time limit, as a failure.",
            "A run must not hang.",
            Add,
            scene => AddFailsAsync(scene, new VendorFault { Kind = VendorFaultKind.Silence, On = RequestKind.Write }, timeoutSeconds: 1)),
        new("add-lost-answer",
            "An add whose answer is lost is in effect once; it succeeds, or its outcome is told as unknown.",
            "What may have been done must not be reported as not done.",
            Add,
            scene => AddAsync(scene, new VendorFault { Kind = VendorFaultKind.LostAnswer, On = RequestKind.Write, Times = 1 })),
        new("remove-500-always",
            "A removal that fails again and again fails; it is not passed over in silence.",
            "The run would report access as taken away that is not.",
            Add,
            RemoveFailsAsync),
        new("remove-lost-answer",
            "A removal whose answer is lost succeeds, or its outcome is told as unknown; nobody else is removed.",
            "What may have been done must not be reported as not done.",
            Add,
            RemoveLostAnswerAsync),
        new("create-500-once",
            "A creation that fails once at the vendor is tried again, or is reported; there are never two accounts.",
            "Single failures are everyday.",
            Create,
            scene => CreateAsync(scene, new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write, Times = 1 })),
        new("create-500-always",
            "A creation that fails again and again fails, and leaves no account behind.",
            "The run would go on with an account that is not there.",
            Create,
            scene => CreateFailsAsync(scene, new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write })),
        new("create-lost-answer",
            "A creation whose answer is lost makes one account; it succeeds, or its outcome is told as unknown.",
            "A second account would be somebody's without anybody knowing.",
            Create,
            scene => CreateAsync(scene, new VendorFault { Kind = VendorFaultKind.LostAnswer, On = RequestKind.Write, Times = 1 })),
        new("create-cut-answer",
            "A creation whose answer is cut makes one account; it succeeds, or its outcome is told as unknown.",
            "A second account would be somebody's without anybody knowing.",
            Create,
            scene => CreateAsync(scene, new VendorFault { Kind = VendorFaultKind.CutAnswer, On = RequestKind.Write, Times = 1 })),
        new("update-500-always",
            "An update that fails again and again fails; it is not passed over in silence.",
            "The run would report what was not changed.",
            ContractNeeds.UpdateUsers | ContractNeeds.Faults,
            UpdateFailsAsync),
        new("disable-500-always",
            "Disabling that fails again and again fails; it is not passed over in silence.",
            "The run would report access as taken away that is not.",
            ContractNeeds.DisableUsers | ContractNeeds.Faults,
            DisableFailsAsync),
        new("usable-after-failure",
            "A provider goes on working after one of its operations failed.",
            "One bad person does not stop the others.",
            Add,
            UsableAfterFailureAsync),
    ];

    private static async Task AddAsync(ContractScene scene, VendorFault fault)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        await scene.InjectAsync(fault).ConfigureAwait(false);
        var error = await Check.MayFailAsync(
            () => provider.AddGroupMemberAsync(group, account, scene.Token), "add somebody").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        var isIn = (await scene.TruthOfGroupAsync().ConfigureAwait(false)).Contains(account.Id);
        CheckHonest(error, isIn, "add");
        await scene.CheckGroupAsync(people.Take(isIn ? 2 : 1)).ConfigureAwait(false);
    }

    private static async Task AddFailsAsync(ContractScene scene, VendorFault fault, double timeoutSeconds = 30)
    {
        var (provider, group, people) = await PrepareAsync(scene, timeoutSeconds).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        await scene.InjectAsync(fault).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.AddGroupMemberAsync(group, account, scene.Token),
            "add somebody while the vendor misbehaves").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(1)).ConfigureAwait(false);
    }

    private static async Task AddRetryAfterAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault
        {
            Kind = VendorFaultKind.TooManyRequests, On = RequestKind.Write, Times = 1, RetryAfterSeconds = 2,
        }).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        var waited = Stopwatch.GetElapsedTime(started);
        await scene.CheckGroupAsync(people.Take(2)).ConfigureAwait(false);
        Check.That(
            waited >= TimeSpan.FromSeconds(1.8),
            $"The vendor asked for a pause of 2 s and was asked again after {waited.TotalSeconds:0.0} s.");
    }

    private static async Task RemoveFailsAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write }).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.RemoveGroupMemberAsync(group, account, scene.Token),
            "remove somebody while the vendor fails").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(1)).ConfigureAwait(false);
    }

    private static async Task RemoveLostAnswerAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await scene.InjectAsync(
            new VendorFault { Kind = VendorFaultKind.LostAnswer, On = RequestKind.Write, Times = 1 }).ConfigureAwait(false);
        var error = await Check.MayFailAsync(
            () => provider.RemoveGroupMemberAsync(group, account, scene.Token), "remove somebody").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        var isOut = !(await scene.TruthOfGroupAsync().ConfigureAwait(false)).Contains(account.Id);
        CheckHonest(error, isOut, "remove");
        await scene.CheckGroupAsync(people.Skip(isOut ? 1 : 0).Take(isOut ? 1 : 2)).ConfigureAwait(false);
    }

    private static async Task CreateAsync(ContractScene scene, VendorFault fault)
    {
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var ada = scene.Person("ada");
        await scene.InjectAsync(fault).ConfigureAwait(false);
        GroupMember? created = null;
        var error = await Check.MayFailAsync(
            async () => created = await provider.CreateUserAsync(ada, scene.Token).ConfigureAwait(false),
            "create somebody").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        var accounts = await scene.TruthAllAsync(ada).ConfigureAwait(false);
        Check.That(accounts.Count < 2, $"There are {accounts.Count} accounts of one person.", error);
        CheckHonest(error, accounts.Count == 1, "create");
        if (created is not null)
            Check.Equal(accounts[0].Id, created.Id, "the id of the account that was created");
    }

    private static async Task CreateFailsAsync(ContractScene scene, VendorFault fault)
    {
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var ada = scene.Person("ada");
        await scene.InjectAsync(fault).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.CreateUserAsync(ada, scene.Token), "create somebody while the vendor fails").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        Check.Equal(0, (await scene.TruthAllAsync(ada).ConfigureAwait(false)).Count, "the number of accounts of who was not created");
    }

    private static async Task UpdateFailsAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var attribute = scene.Vendor.Attributes.LastOrDefault(name => name != scene.KeyAttribute);
        ContractScene.SkipUnless(attribute is not null, "accounts have no attribute that can be changed");
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        var difference = ContractScene.Difference(account, attribute!, "New");
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write }).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.UpdateUserAsync(account, [difference], scene.Token),
            "update somebody while the vendor fails").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        scene.CheckAttributes(ada, await scene.TruthAsync(ada).ConfigureAwait(false), "an account whose update failed");
    }

    private static async Task DisableFailsAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write }).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.SetUserEnabledAsync(account, false, scene.Token),
            "disable somebody while the vendor fails").ConfigureAwait(false);
    }

    private static async Task UsableAfterFailureAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.AddGroupMemberAsync(ContractScene.UnknownGroup, account, scene.Token),
            "add to a group that is not there").ConfigureAwait(false);
        await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people.Take(2));
    }

    private static void CheckHonest(VendorException? error, bool hasEffect, string what)
    {
        if (error is null)
            Check.That(hasEffect, $"To {what} somebody succeeded without effect.");
        else
            Check.That(
                !hasEffect || error.OutcomeUnknown,
                $"To {what} somebody had its effect and failed without {nameof(VendorException.OutcomeUnknown)}.", error);
    }

    private static async Task<(IVendorProvider Provider, VendorGroup Group, IReadOnlyList<GroupMember> People)> PrepareAsync(
        ContractScene scene, double timeoutSeconds = 30, int members = 1)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, [.. people.Take(members)]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync(timeoutSeconds).ConfigureAwait(false);
        return (provider, await scene.GroupAsync(provider).ConfigureAwait(false), people);
    }
}
