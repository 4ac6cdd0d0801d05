using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>What a provider says when something fails.</summary>
internal static class MessageBehaviours
{
    private const int ShortestMessage = 15;

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("message-unknown-group",
            "A failed read of a group that is not there names the group.",
            "Whoever reads the log must know which mapping to mend.",
            ContractNeeds.None,
            UnknownGroupAsync),
        new("message-unknown-user",
            "A failed change of an account that is not there names the person.",
            "Whoever reads the log must know whom to look for.",
            ContractNeeds.UpdateUsers,
            UnknownUserAsync),
        new("message-conflict",
            "A failed creation names the person.",
            "Whoever reads the log must know whom to look for.",
            ContractNeeds.CreateUsers,
            ConflictAsync),
        new("message-refused-login",
            "A refused log-in says that it is the credentials, or the status, and names the vendor.",
            "Whoever reads the log must know which secret to renew.",
            ContractNeeds.WrongCredentials,
            RefusedLoginAsync),
        new("secrets-in-refusals",
            "No secret is in the message, the details or the log of a refused log-in, also where the vendor sends it back.",
            "Logs are read by many.",
            ContractNeeds.Secrets | ContractNeeds.Faults,
            scene => SecretsAsync(scene, VendorFaultKind.Unauthorized)),
        new("secrets-in-failures",
            "No secret is in the message, the details or the log of a failed request, also where the vendor sends it back.",
            "Logs are read by many.",
            ContractNeeds.Secrets | ContractNeeds.Faults,
            scene => SecretsAsync(scene, VendorFaultKind.ServerError)),
        new("secrets-in-log",
            "No secret is in the log of work that succeeds, at any level.",
            "Logs are read by many.",
            ContractNeeds.Secrets,
            SecretsInLogAsync),
        new("secrets-in-text",
            "A provider that is written out as text shows no secret.",
            "Debuggers and log templates write objects out.",
            ContractNeeds.Secrets,
            SecretsInTextAsync),
    ];

    private static async Task UnknownGroupAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, ContractScene.UnknownGroup).ConfigureAwait(false);
        CheckMessage(read.Completeness.Error, ContractScene.UnknownGroup.Name, ContractScene.UnknownGroup.Id);
    }

    private static async Task UnknownUserAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var ghost = scene.Person("ghost") with { Id = ContractScene.UnknownGroup.Id };
        var error = await Check.FailsAsync(
            () => provider.UpdateUserAsync(
                ghost, [ContractScene.Difference(ghost, scene.Vendor.Attributes[^1], "New")], scene.Token),
            "update an account that is not there").ConfigureAwait(false);
        CheckMessage(error, ghost.Label, ghost.Id);
    }

    private static async Task ConflictAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var error = await Check.FailsAsync(
            () => provider.CreateUserAsync(scene.Person("ada"), scene.Token), "create an account whose key is taken").ConfigureAwait(false);
        CheckMessage(error, ada.Label, scene.KeyOf(ada).Value);
    }

    private static async Task RefusedLoginAsync(ContractScene scene)
    {
        var provider = scene.Create(scene.Vendor.WrongCredentials);
        var error = await Check.FailsAsync(
            () => provider.ConnectAsync(scene.Token), "connect with wrong credentials").ConfigureAwait(false);
        CheckMessage(error, scene.Vendor.Settings.Name);
    }

    private static async Task SecretsAsync(ContractScene scene, VendorFaultKind kind)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, ada).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var echo = $"{{\"message\": \"refused: {string.Join(", ", scene.Vendor.Secrets)}\"}}";
        await scene.InjectAsync(new VendorFault { Kind = kind, Body = echo }).ConfigureAwait(false);
        var read = await scene.ReadAsync(provider, group).ConfigureAwait(false);
        CheckHidden(scene, read.Completeness.ToString(), "the completeness of a read");
        CheckHidden(scene, $"{read.Completeness.Error}", "the error of a read");
        var error = await Check.MayFailAsync(() => scene.FindAsync(provider, ada), "look for somebody").ConfigureAwait(false);
        CheckHidden(scene, $"{error}", "the error of a look-up");
        var connecting = scene.Create();
        error = await Check.MayFailAsync(() => connecting.ConnectAsync(scene.Token), "connect").ConfigureAwait(false);
        CheckHidden(scene, $"{error}", "the error of a log-in");
        CheckLog(scene);
    }

    private static async Task SecretsInLogAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people[0]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        await scene.ReadAsync(provider, group).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        if (provider.Capabilities.ChangeMemberships)
            await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        CheckLog(scene);
    }

    private static async Task SecretsInTextAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        CheckHidden(scene, $"{provider}", "the text of a provider");
        CheckHidden(scene, $"{provider.Capabilities}", "the text of its capabilities");
    }

    private static void CheckLog(ContractScene scene)
    {
        foreach (var line in scene.Logged)
            CheckHidden(scene, line, "the log");
    }

    private static void CheckHidden(ContractScene scene, string text, string where)
    {
        // The text is not shown: whoever runs the tests keeps their output.
        var isSeen = scene.Vendor.Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal));
        Check.That(!isSeen, $"There is a secret in {where}.");
    }

    private static void CheckMessage(Exception? error, params string[] oneOf)
    {
        Check.That(error is VendorException, $"The failure has to be a {nameof(VendorException)}.", error);
        var message = error!.Message;
        Check.That(message.Length >= ShortestMessage, $"'{message}' tells nobody what to do.");
        Check.That(
            oneOf.Any(name => message.Contains(name, StringComparison.OrdinalIgnoreCase)),
            $"'{message}' does not name '{oneOf[0]}'.");
    }
}
