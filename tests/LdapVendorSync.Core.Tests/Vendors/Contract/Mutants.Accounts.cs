using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <content>Mutants that find or change accounts wrongly.</content>
internal static partial class Mutants
{
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
                .Except([AttributeNames.UserName, .. differences.Select(difference => difference.Attribute)])
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

        private static string? Plain(string? text) => text is null ? null : string.Concat(
            text.Select(letter => letter < 128 ? letter : '?'));
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
}
