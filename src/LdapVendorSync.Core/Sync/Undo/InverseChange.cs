using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>The inverse of a change that a run made. Its account is known by its id: it is neither looked for by key nor created.</summary>
public sealed record InverseChange : MembershipChange
{
    /// <summary>The run that made the change.</summary>
    public required string UndoneRunId { get; init; }

    /// <summary>The change's id in the journal.</summary>
    public required long UndoneChangeId { get; init; }

    /// <summary>What is to be said of it, before any guard.</summary>
    public required UndoVerdict Verdict { get; init; }

    /// <summary>The name of the source that the run knew the person from; <see langword="null"/> where none did.</summary>
    public string? Source { get; init; }

    /// <summary>The inverse of a change, with what the journal alone knows of the account.</summary>
    /// <param name="entry">The change.</param>
    /// <param name="mapping">The mapping under which it is undone.</param>
    /// <param name="verdict">What is to be said of it.</param>
    internal static InverseChange Of(JournalEntry entry, MappingReference mapping, UndoVerdict verdict)
    {
        var intent = entry.Intent;
        return new InverseChange
        {
            Action = ActionOf(intent.Operation),
            Mapping = mapping,
            VendorMember = intent.Operation == JournalOperation.CreateGroup ? null : AccountOf(intent),
            Differences = [.. intent.Differences.Select(Invert)],
            Reason = $"Undoes run {entry.RunId}, which said: {intent.Reason}",
            UndoneRunId = entry.RunId,
            UndoneChangeId = entry.Id,
            Verdict = verdict,
            Source = intent.Source,
        };
    }

    private static ChangeAction ActionOf(JournalOperation operation) => operation switch
    {
        JournalOperation.AddMember => ChangeAction.Remove,
        JournalOperation.RemoveMember or JournalOperation.DeleteUser => ChangeAction.Add,
        JournalOperation.UpdateUser => ChangeAction.Update,
        JournalOperation.DisableUser => ChangeAction.Enable,
        JournalOperation.EnableUser => ChangeAction.Disable,
        JournalOperation.CreateUser => ChangeAction.Delete,
        JournalOperation.CreateGroup => ChangeAction.CreateGroup,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation."),
    };

    private static GroupMember AccountOf(JournalIntent intent) => new()
    {
        Id = intent.VendorId ?? intent.SourceId ?? intent.Person,
        UserName = intent.Person,
    };

    private static AttributeDifference Invert(AttributeDifference difference) =>
        new(difference.Attribute, difference.After, difference.Before);
}
