using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors;

/// <summary>One change of many that go to a vendor together.</summary>
/// <param name="Action"><see cref="ChangeAction.Add"/>, <see cref="ChangeAction.Remove"/> or <see cref="ChangeAction.Update"/>.</param>
/// <param name="User">
/// The account; where the vendor makes accounts by adding (<see cref="VendorCapabilities.AddCreatesUsers"/>) and there is none, the person.
/// </param>
/// <param name="Differences">What an update changes; empty for the others.</param>
public sealed record BatchChange(ChangeAction Action, GroupMember User, IReadOnlyList<AttributeDifference> Differences);

/// <summary>What became of one change of many.</summary>
/// <param name="Change">The change.</param>
/// <param name="Failure">Why it failed; <see langword="null"/> where it had its effect, or had it already.</param>
public sealed record BatchOutcome(BatchChange Change, VendorException? Failure = null)
{
    /// <summary>
    /// The account that an addition made (<see cref="VendorCapabilities.AddCreatesUsers"/>), where the answer tells it; otherwise it is looked up.
    /// </summary>
    public GroupMember? Account { get; init; }
}
