using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <content>Mutants that change memberships wrongly.</content>
internal static partial class Mutants
{
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
