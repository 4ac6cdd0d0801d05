using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>Finds a person in the history and takes them out, all or nothing.</summary>
internal static class PersonPurger
{
    private const string AccountStaysDisabled =
        "The sync had disabled an account of the person. It no longer knows that, and does not enable the account when the person comes back.";

    /// <summary>Purges in the transaction of a session.</summary>
    /// <param name="session">The history.</param>
    /// <param name="text">An id, a name, an address or a reference of the person.</param>
    /// <param name="dryRun">Whether everything stays as it is.</param>
    /// <param name="findNeed">Says for what the sync needs its link to a person, or <see langword="null"/>.</param>
    public static PurgeResult Purge(SqliteSession session, string text, bool dryRun, Func<KnownPerson, string?>? findNeed = null)
    {
        var people = PersonIndex.Find(session, text);
        if (people is not [var person])
            return NotOne(people, text, dryRun);

        var eraser = new PersonEraser(session, person);
        if (eraser.HasOpenChange())
        {
            return new PurgeResult
            {
                Status = PurgeStatus.ChangeIsOpen,
                DryRun = dryRun,
                People = people,
                Refusal = "It is not known yet whether a change of this person had its effect. Run the sync, which finds out, and then purge again.",
            };
        }

        if (findNeed?.Invoke(person) is { } need)
            return new PurgeResult { Status = PurgeStatus.LinkIsNeeded, DryRun = dryRun, People = people, Refusal = need };

        if (eraser.FindVendorsThatWereTold() is { Count: > 0 } vendors && eraser.FindCurrentGroups().Count == 0)
        {
            return new PurgeResult
            {
                Status = PurgeStatus.LinkIsNeeded,
                DryRun = dryRun,
                People = people,
                Refusal = $"'{string.Join("', '", vendors)}' cannot be asked for its accounts, and still has one of the person, whom the source no longer has. "
                    + "Without what it was told the next upload would delete the account, past all guards. Let a run remove it, and purge then.",
            };
        }

        return new PurgeResult
        {
            Status = PurgeStatus.Purged,
            DryRun = dryRun,
            People = people,
            Remarks = [.. Remarks(eraser)],
            Erased = HistoryEncryption.Rehearse(session, dryRun, eraser.Erase),
        };
    }

    private static IEnumerable<string> Remarks(PersonEraser eraser)
    {
        if (eraser.FindCurrentGroups() is { Count: > 0 } groups)
            yield return $"The source listed the person for {string.Join(", ", groups)} when it was last read, and brings them back into the history with the next run.";
        if (eraser.HasDisabledAccount())
            yield return AccountStaysDisabled;
    }

    private static PurgeResult NotOne(List<KnownPerson> people, string text, bool dryRun) => new()
    {
        Status = people.Count == 0 ? PurgeStatus.NotFound : PurgeStatus.Ambiguous,
        DryRun = dryRun,
        People = people,
        Refusal = people.Count == 0 ? null : $"'{text}' means {people.Count} people. Nothing was changed; name one of them by an id.",
    };
}
