using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <content>Mutants that connect, say or end wrongly.</content>
internal static partial class Mutants
{
    private sealed class IgnoresCancellation(IVendorProvider inner) : BrokenProvider(inner)
    {
        public override Task ConnectAsync(CancellationToken cancellationToken) => Inner.ConnectAsync(default);

        public override GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            Inner.ReadGroupMembers(group, default);

        public override Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
            Inner.FindGroupAsync(group, default);

        public override Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => Inner.FindUserAsync(
            key, default);

        public override Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
            Inner.AddGroupMemberAsync(group, user, default);
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
}
