using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>Ways to break a provider in one respect each, and the behaviours that have to notice.</summary>
internal static class Mutants
{
    private const int Page = 200;

    /// <summary>Name, how a working provider is broken, and who notices.</summary>
    public static IReadOnlyDictionary<string, (Func<VendorContext, Func<VendorContext, IVendorProvider>, IVendorProvider> Break, string[] CaughtBy)> All { get; } =
        new Dictionary<string, (Func<VendorContext, Func<VendorContext, IVendorProvider>, IVendorProvider>, string[])>
        {
            ["drops the last page"] = (With(inner => new DropsLastPage(inner)), ["read-page-edges"]),
            ["stops at a thousand"] = (With(inner => new StopsAtThousand(inner)), ["read-5000-members"]),
            ["takes a failed read for a short one"] = (
                With(inner => new TakesFailureForEnd(inner)),
                ["read-500-always", "read-cut-always", "read-nonsense", "read-unknown-group", "read-disconnected", "login-revoked"]),
            ["reads attributes away"] = (With(inner => new ForgetsMail(inner)), ["read-attributes"]),
            ["reads before it is asked"] = (With(inner => new ReadsAtOnce(inner)), ["read-lazy"]),
            ["keeps what it read"] = (With(inner => new KeepsReads(inner)), ["read-after-write"]),
            ["swallows failures of adds"] = (With(inner => new SwallowsAdds(inner)), ["add-500-always", "add-nonsense", "add-to-unknown-group"]),
            ["swallows failures of removals"] = (With(inner => new SwallowsRemovals(inner)), ["remove-500-always"]),
            ["adds nobody twice"] = (With(inner => new RefusesSecondAdd(inner)), ["add-twice"]),
            ["removes nobody twice"] = (With(inner => new RefusesAbsent(inner)), ["remove-absent"]),
            ["replaces a group by its first page"] = (With(inner => new ReplacesByFirstPage(inner)), ["add-to-large-group"]),
            ["removes from every group"] = (With(inner => new RemovesEverywhere(inner)), ["remove-member"]),
            ["disables whom it removes"] = (With(inner => new DisablesRemoved(inner)), ["remove-keeps-account"]),
            ["loses changes made at once"] = (With(inner => new LosesConcurrentAdds(inner)), ["add-many-at-once"]),
            ["ignores cancellation"] = (
                With(inner => new IgnoresCancellation(inner)),
                ["cancel-write-before", "cancel-look-up", "cancel-connect", "cancel-read-before", "cancel-read-midway"]),
            ["goes on when it shall stop"] = (
                (context, create) => create(context with { Stopping = default }), ["stopping-begins-nothing"]),
            ["never tries again"] = (
                (context, create) => create(WithErrorHandling(context, handling => handling with { MaxRetries = 0 })),
                ["read-500-once", "read-429", "read-429-retry-after", "find-500-once", "add-429-retry-after"]),
            ["updates everything that it knows"] = (
                With(inner => new UpdatesEverything(inner)), ["update-keeps-foreign-changes", "update-nothing"]),
            ["blanks what it was not given"] = (With(inner => new BlanksOthers(inner)), ["update-one"]),
            ["clears with a text"] = (With(inner => new ClearsWithText(inner)), ["update-clear"]),
            ["enables nobody"] = (With(inner => new EnablesNobody(inner)), ["disable-and-enable", "disable-twice"]),
            ["leaves groups on disabling"] = (With(inner => new DisablingLeavesGroups(inner)), ["disable-keeps"]),
            ["takes a failed look-up for nobody"] = (With(inner => new TakesFailureForNobody(inner)), ["find-fails"]),
            ["takes the first of several"] = (With(inner => new TakesFirst(inner)), ["find-ambiguous"]),
            ["minds the case of keys"] = (With(inner => new MindsCase(inner)), ["find-ignores-case"]),
            ["minds the form of letters"] = (With(inner => new MindsForm(inner)), ["find-normalises"]),
            ["finds by beginnings"] = (With(inner => new FindsByBeginning(inner)), ["find-exact", "find-nobody"]),
            ["gives the id of the source"] = (With(inner => new GivesSourceId(inner)), ["create-user", "create-then-find"]),
            ["takes over accounts"] = (With(inner => new TakesAccountsOver(inner)), ["create-conflict"]),
            ["stores ASCII only"] = (With(inner => new StoresAscii(inner)), ["create-odd-values"]),
            ["remembers that there was nobody"] = (With(inner => new RemembersNobody(inner)), ["create-then-find"]),
            ["finds groups that are not there"] = (With(inner => new MakesGroupsUp(inner)), ["group-unknown", "group-similar-names"]),
            ["says less than it can"] = (With(inner => new SaysLess(inner)), ["unsupported-disable-user"]),
            ["leaks the token"] = (With(inner => new LeaksToken(inner)), ["secrets-in-failures"]),
            ["logs the token"] = ((context, create) => new LogsToken(create(context), context), ["secrets-in-log"]),
            ["shows the token"] = (With(inner => new ShowsToken(inner)), ["secrets-in-text"]),
            ["tells nobody what is wrong"] = (With(inner => new TellsNothing(inner)), ["message-unknown-user"]),
            ["fails in its own words"] = (With(inner => new FailsInItsOwnWords(inner)), ["update-unknown", "update-500-always"]),
            ["breaks when disposed twice"] = (With(inner => new BreaksOnSecondDisposal(inner)), ["dispose-twice"]),
            ["answers before it is connected"] = (With(inner => new AnswersUnconnected(inner)), ["before-connect"]),
            ["works after it was disposed"] = (With(inner => new NeverEnds(inner)), ["dispose-ends"]),
            ["makes a group on connecting"] = (With(inner => new AddsOnConnecting(inner)), ["login-changes-nothing"]),
        };

    private static Func<VendorContext, Func<VendorContext, IVendorProvider>, IVendorProvider> With(Func<IVendorProvider, IVendorProvider> wrap) =>
        (context, create) => wrap(create(context));

    private static VendorContext WithErrorHandling(VendorContext context, Func<ErrorHandlingSettings, ErrorHandlingSettings> change) =>
        context with { Settings = context.Settings with { ErrorHandling = change(context.Settings.ErrorHandling) } };

    private sealed class DropsLastPage(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            Rewrite(group, (members, _) => members.Take(Math.Max(Page, members.Count / Page * Page)), cancellationToken);
    }

    private sealed class StopsAtThousand(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            Rewrite(group, (members, _) => members.Take(1000), cancellationToken);
    }

    private sealed class TakesFailureForEnd(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            Rewrite(group, (members, _) => members, cancellationToken);
    }

    private sealed class ForgetsMail(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            Rewrite(group, (members, _) => members.Select(member => member with { Email = null }), cancellationToken);
    }

    private sealed class ReadsAtOnce(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken)
        {
            _ = Inner.FindGroupAsync(group.Name, cancellationToken);
            return Inner.ReadGroupMembers(group, cancellationToken);
        }
    }

    private sealed class KeepsReads(IVendorProvider inner) : BrokenProvider(inner)
    {
        private IReadOnlyList<GroupMember>? _kept;

        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            Rewrite(group, (members, _) => _kept ??= members, cancellationToken);
    }

    private sealed class SwallowsAdds(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
            SwallowAsync(Inner.AddGroupMemberAsync(group, user, cancellationToken));
    }

    private sealed class SwallowsRemovals(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
            SwallowAsync(Inner.RemoveGroupMemberAsync(group, user, cancellationToken));
    }

    private sealed class RefusesSecondAdd(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            if ((await MembersAsync(Inner, group)).Any(member => member.Id == user.Id))
                throw new VendorException(VendorFailure.Conflict, $"{user} is in '{group}' already.");
            await Inner.AddGroupMemberAsync(group, user, cancellationToken);
        }
    }

    private sealed class RefusesAbsent(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            if ((await MembersAsync(Inner, group)).All(member => member.Id != user.Id))
                throw new VendorException(VendorFailure.NotFound, $"{user} is not in '{group}'.");
            await Inner.RemoveGroupMemberAsync(group, user, cancellationToken);
        }
    }

    private sealed class ReplacesByFirstPage(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            foreach (var member in (await MembersAsync(Inner, group)).Skip(Page))
                await Inner.RemoveGroupMemberAsync(group, member, cancellationToken);
            await Inner.AddGroupMemberAsync(group, user, cancellationToken);
        }
    }

    private sealed class RemovesEverywhere(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            await Inner.RemoveGroupMemberAsync(group, user, cancellationToken);
            if (await Inner.FindGroupAsync(ProviderKit.ContractNames.OtherGroup, cancellationToken) is { } other)
                await Inner.RemoveGroupMemberAsync(other, user, cancellationToken);
        }
    }

    private sealed class DisablesRemoved(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            await Inner.RemoveGroupMemberAsync(group, user, cancellationToken);
            await Inner.SetUserEnabledAsync(user, false, cancellationToken);
        }
    }

    private sealed class LosesConcurrentAdds(IVendorProvider inner) : BrokenProvider(inner)
    {
        private int _underWay;

        public override async Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            var isAlone = Interlocked.Increment(ref _underWay) == 1;
            await Task.Yield();
            if (isAlone)
                await Inner.AddGroupMemberAsync(group, user, cancellationToken);
            Interlocked.Decrement(ref _underWay);
        }
    }

    private sealed class IgnoresCancellation(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task ConnectAsync(CancellationToken cancellationToken) => Inner.ConnectAsync(default);

        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            Inner.ReadGroupMembers(group, default);

        public override Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
            Inner.FindGroupAsync(group, default);

        public override Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => Inner.FindUserAsync(key, default);

        public override Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
            Inner.AddGroupMemberAsync(group, user, default);
    }

    private sealed class UpdatesEverything(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task UpdateUserAsync(
            GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
        {
            var all = AttributeNames.Profile
                .Where(attribute => differences.All(difference => difference.Attribute != attribute))
                .Select(attribute => new AttributeDifference(attribute, null, user.GetValue(attribute)));
            return Inner.UpdateUserAsync(user, [.. differences, .. all], cancellationToken);
        }
    }

    private sealed class BlanksOthers(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task UpdateUserAsync(
            GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
        {
            var others = AttributeNames.Profile
                .Where(attribute => attribute != AttributeNames.UserName && differences.All(difference => difference.Attribute != attribute))
                .Select(attribute => new AttributeDifference(attribute, null, null));
            return Inner.UpdateUserAsync(user, [.. differences, .. others], cancellationToken);
        }
    }

    private sealed class ClearsWithText(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task UpdateUserAsync(
            GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
            Inner.UpdateUserAsync(
                user, [.. differences.Select(difference => difference with { After = difference.After ?? "null" })], cancellationToken);
    }

    private sealed class EnablesNobody(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
            Inner.SetUserEnabledAsync(user, false, cancellationToken);
    }

    private sealed class DisablingLeavesGroups(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken)
        {
            await Inner.SetUserEnabledAsync(user, enabled, cancellationToken);
            if (await Inner.FindGroupAsync(ProviderKit.ContractNames.Group, cancellationToken) is { } group)
                await Inner.RemoveGroupMemberAsync(group, user, cancellationToken);
        }
    }

    private sealed class TakesFailureForNobody(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.FindUserAsync(key, cancellationToken);
            }
            catch (VendorException)
            {
                return null;
            }
        }
    }

    private sealed class TakesFirst(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.FindUserAsync(key, cancellationToken);
            }
            catch (VendorException error) when (error.Failure == VendorFailure.Ambiguous)
            {
                return new GroupMember { Id = "1" };
            }
        }
    }

    private sealed class MindsCase(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) =>
            await Inner.FindUserAsync(key, cancellationToken) is { } found && found.GetValue(key.Attribute) == key.Value ? found : null;
    }

    private sealed class MindsForm(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) =>
            key.Value.IsNormalized() ? await Inner.FindUserAsync(key, cancellationToken) : null;
    }

    private sealed class FindsByBeginning(IVendorProvider inner) : BrokenProvider(inner)
    {
        private static readonly string[] Continuations = ["", "a", "2"];

        public override async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
        {
            if (key.Attribute == AttributeNames.Id)
                return await Inner.FindUserAsync(MatchKey.Create(AttributeNames.Id, "1")!.Value, cancellationToken);
            foreach (var continuation in Continuations)
            {
                var longer = MatchKey.Create(key.Attribute, key.Value + continuation)!.Value;
                if (await Inner.FindUserAsync(longer, cancellationToken) is { } found)
                    return found;
            }

            return null;
        }
    }

    private sealed class GivesSourceId(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
            await Inner.CreateUserAsync(member, cancellationToken) with { Id = member.Id };
    }

    private sealed class TakesAccountsOver(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
            await Inner.FindUserAsync(MatchKey.Of(member, AttributeNames.UserName)!.Value, cancellationToken)
                ?? await Inner.CreateUserAsync(member, cancellationToken);
    }

    private sealed class StoresAscii(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
            Inner.CreateUserAsync(member with { LastName = Plain(member.LastName) }, cancellationToken);

        private static string? Plain(string? text) => text is null ? null : string.Concat(text.Select(letter => letter < 128 ? letter : '?'));
    }

    private sealed class RemembersNobody(IVendorProvider inner) : BrokenProvider(inner)
    {
        private readonly HashSet<MatchKey> _nobody = [];

        public override async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
        {
            if (_nobody.Contains(key))
                return null;
            var found = await Inner.FindUserAsync(key, cancellationToken);
            if (found is null)
                _nobody.Add(key);
            return found;
        }
    }

    private sealed class MakesGroupsUp(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
            Task.FromResult<VendorGroup?>(new VendorGroup(group, group));
    }

    private sealed class SaysLess(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override VendorCapabilities Capabilities => Inner.Capabilities with { DisableUsers = false };
    }

    private sealed class LeaksToken(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.FindUserAsync(key, cancellationToken);
            }
            catch (VendorException error)
            {
                throw new VendorException(error.Failure, $"{error.Message} (Authorization: Bearer {RestVendorUnderTest.Token})");
            }
        }
    }

    private sealed class LogsToken(IVendorProvider inner, VendorContext context) : BrokenProvider(inner)
    {
        public override Task ConnectAsync(CancellationToken cancellationToken)
        {
            context.LoggerFactory.CreateLogger<LogsToken>().LogTrace("Connecting with {Token}", RestVendorUnderTest.Token);
            return Inner.ConnectAsync(cancellationToken);
        }
    }

    private sealed class ShowsToken(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override string ToString() => $"Provider {{ Token = {RestVendorUnderTest.Token} }}";
    }

    private sealed class TellsNothing(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task UpdateUserAsync(
            GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
        {
            try
            {
                await Inner.UpdateUserAsync(user, differences, cancellationToken);
            }
            catch (VendorException error)
            {
                throw new VendorException(error.Failure, "The operation could not be completed.");
            }
        }
    }

    private sealed class FailsInItsOwnWords(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task UpdateUserAsync(
            GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
        {
            try
            {
                await Inner.UpdateUserAsync(user, differences, cancellationToken);
            }
            catch (VendorException error)
            {
                throw new HttpRequestException(error.Message);
            }
        }
    }

    private sealed class BreaksOnSecondDisposal(IVendorProvider inner) : BrokenProvider(inner)
    {
        private int _disposals;

        protected override ValueTask EndAsync() =>
            ++_disposals == 2 ? throw new InvalidOperationException("Logged out already.") : Inner.DisposeAsync();
    }

    private sealed class AnswersUnconnected(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.FindGroupAsync(group, cancellationToken);
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    private sealed class NeverEnds(IVendorProvider inner) : BrokenProvider(inner)
    {
        protected override ValueTask EndAsync() => ValueTask.CompletedTask;
    }

    private sealed class AddsOnConnecting(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override async Task ConnectAsync(CancellationToken cancellationToken)
        {
            await Inner.ConnectAsync(cancellationToken);
            if (await Inner.FindUserAsync(MatchKey.Create(AttributeNames.UserName, "kit.bob")!.Value, cancellationToken) is { } bob
                && await Inner.FindGroupAsync(ProviderKit.ContractNames.Group, cancellationToken) is { } group)
                await Inner.AddGroupMemberAsync(group, bob, cancellationToken);
        }
    }

    private static async Task SwallowAsync(Task change)
    {
        try
        {
            await change;
        }
        catch (VendorException)
        {
            // What a mutant does.
        }
    }

    private static async Task<IReadOnlyList<GroupMember>> MembersAsync(IVendorProvider provider, VendorGroup group)
    {
        var members = new List<GroupMember>();
        await foreach (var member in provider.ReadGroupMembers(group, default))
            members.Add(member);
        return members;
    }
}
