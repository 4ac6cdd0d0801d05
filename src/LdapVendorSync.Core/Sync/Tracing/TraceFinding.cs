namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>One thing that was found out.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Sentence">It in a sentence.</param>
/// <param name="Data">
/// It for programs: texts, numbers, truth values, times and lists of texts by name; what does not apply is left out.
/// </param>
public sealed record TraceFinding(TraceFindingKind Kind, string Sentence, IReadOnlyDictionary<string, object> Data)
{
    /// <inheritdoc />
    public override string ToString() => Sentence;

    /// <summary>A finding; of its data what is <see langword="null"/> is left out.</summary>
    internal static TraceFinding Of(TraceFindingKind kind, string sentence, params ReadOnlySpan<(string Name, object? Value)> data)
    {
        var known = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in data)
        {
            if (value is not null)
                known[name] = value is Enum ? value.ToString()! : value;
        }

        return new TraceFinding(kind, sentence, known);
    }
}

/// <summary>What a finding is about.</summary>
public enum TraceFindingKind
{
    /// <summary>A mapping that leads to the vendor group.</summary>
    Mapping,

    /// <summary>No mapping leads to the vendor group.</summary>
    NoMapping,

    /// <summary>
    /// The mapping cannot be compared: a side cannot be read, the vendor group is missing, the configuration contradicts itself.
    /// </summary>
    MappingFailed,

    /// <summary>A source, or its group, could not be read.</summary>
    SourceUnreadable,

    /// <summary>The person's entry at the source.</summary>
    SourceEntry,

    /// <summary>The source has no entry of the person, or does not show it.</summary>
    NoSourceEntry,

    /// <summary>The source group has the person, directly or through nested groups.</summary>
    SourceMember,

    /// <summary>A group has the person whose people the mapping leaves out (<c>except</c>).</summary>
    LeftOutByExcept,

    /// <summary>The source group does not have the person.</summary>
    NotSourceMember,

    /// <summary>A nested group has the person, but nested groups do not count.</summary>
    NestingNotFollowed,

    /// <summary><c>user_filter</c> leaves the entry out.</summary>
    LeftOutByFilter,

    /// <summary><c>user_base_dn</c> leaves the entry out.</summary>
    LeftOutByBase,

    /// <summary>The settings of a source without filters leave the person out, such as by the status of the account.</summary>
    LeftOutBySettings,

    /// <summary>The entry is a contact, a computer, a service account.</summary>
    NotAPerson,

    /// <summary>The source group refers to the person's entry, but it cannot be found or read.</summary>
    Dangling,

    /// <summary>The account at the source is disabled, expired or locked, and that counts.</summary>
    LeftOutAsDisabled,

    /// <summary>A read was not complete.</summary>
    IncompleteRead,

    /// <summary>What recognises the person on both sides: a link or a match key.</summary>
    Recognised,

    /// <summary>It is not certain who the person is.</summary>
    NotRecognised,

    /// <summary>The person's account at the vendor.</summary>
    Account,

    /// <summary>The vendor has no account of the person.</summary>
    NoAccount,

    /// <summary>The vendor could not be read.</summary>
    VendorUnreadable,

    /// <summary>The vendor group has the person.</summary>
    VendorMember,

    /// <summary>The vendor group does not have the person.</summary>
    NotVendorMember,

    /// <summary>Nothing shows that the membership comes from the sync.</summary>
    Unmanaged,

    /// <summary>What a run would do.</summary>
    NextRun,

    /// <summary>A guard holds the removal, or the addition.</summary>
    Held,

    /// <summary>The removal waits for its time (<c>remove_after</c>).</summary>
    Waiting,

    /// <summary>A change by a run.</summary>
    Change,

    /// <summary>A change that a run decided on and did not send.</summary>
    Unsent,

    /// <summary>Somebody or something else than the sync changed the membership.</summary>
    ChangedElsewhere,

    /// <summary>What a run came to for the group.</summary>
    Run,

    /// <summary>Nothing is kept for the moment that was asked about.</summary>
    NothingKept,

    /// <summary>The history could not be read, or is new.</summary>
    NoHistory,
}
