namespace LdapVendorSync.Core.Vendors;

/// <summary>A provider whose vendor takes many changes of a group in few requests.</summary>
public interface IBatchVendorProvider : IVendorProvider
{
    /// <summary>What it takes together.</summary>
    BatchCapabilities Batch { get; }

    /// <summary>
    /// Applies changes of one group with as few requests as the vendor allows, and says what became of each. Never called for one group
    /// while an earlier call for it is under way. The operations for one change each (<see cref="IVendorProvider.AddGroupMemberAsync"/> and
    /// the others) work all the same: single changes, and those of a batch that was refused as a whole, are sent by them.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="changes">
    /// At most <see cref="BatchCapabilities.MaxChanges"/>, of the kinds in <see cref="BatchCapabilities.Actions"/>, no two of one person.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One outcome for each change, in their order.</returns>
    /// <exception cref="VendorException">
    /// What is true of all the changes alike: none of them had its effect, or <see cref="VendorException.OutcomeUnknown"/> of all. Where the
    /// vendor refused them for the sake of one (<see cref="VendorFailure.Rejected"/>, <see cref="VendorFailure.NotFound"/>,
    /// <see cref="VendorFailure.Conflict"/>, <see cref="VendorFailure.Ambiguous"/>), they are then sent one by one.
    /// </exception>
    Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken);
}
