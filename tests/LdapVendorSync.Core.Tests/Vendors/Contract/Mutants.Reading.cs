using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <content>Mutants that read wrongly.</content>
internal static partial class Mutants
{
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

    private sealed class MakesGroupsUp(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
            Task.FromResult<VendorGroup?>(new VendorGroup(group, group));
    }
}
