namespace LdapVendorSync.Core.Members;

/// <summary>How the code that reads a group says what the read is worth, while it yields the members.</summary>
public sealed class GroupReadRecorder
{
    private static readonly ReadReason NotProved =
        new(ReadReasonKind.NotProved, HoldScope.Mapping, "The read ended without proof that every member was seen.");

    private readonly Lock _gate = new();
    private readonly List<ReadReason> _reasons = [];
    private readonly List<ReadGroup> _groups = [];
    private readonly NonPersonCounter _nonPeople = new();
    private readonly List<DoubtfulMember> _doubtful = [];
    private bool _proved;
    private DateTimeOffset? _validUntil;

    internal GroupReadRecorder()
    {
    }

    /// <summary>The group's stable id on its side, once known.</summary>
    public string? GroupId { get; set; }

    /// <summary>Where the group is, for LDAP-like sources; once known.</summary>
    public string? GroupDistinguishedName { get; set; }

    /// <summary>How many entries the group lists that the settings leave out, those that are no people included. They are not members.</summary>
    public int FilteredOut { get; set; }

    /// <summary>What of the group's members is no person, kind by kind.</summary>
    public IReadOnlyList<NonPersonMembers> NonPeople
    {
        get
        {
            lock (_gate)
                return _nonPeople.ToList();
        }
    }

    /// <summary>Whom a filter leaves out, perhaps only because an attribute may not be read.</summary>
    public IReadOnlyList<DoubtfulMember> Doubtful
    {
        get
        {
            lock (_gate)
                return [.. _doubtful];
        }
    }

    /// <summary>
    /// Until when the members are what the read says, if nobody changes the directory: the first expiry of an account that is to come, say.
    /// <see langword="null"/> where only a change can make it wrong.
    /// </summary>
    public DateTimeOffset? ValidUntil
    {
        get
        {
            lock (_gate)
                return _validUntil;
        }
    }

    /// <summary>
    /// Why more than the entries of the groups and members that were read decides who is in the group, so that it may change without a
    /// change of any of them; <see langword="null"/> where they alone decide.
    /// </summary>
    public string? OpenReason { get; set; }

    /// <summary>The groups whose lists were read so far: the group itself and those nested in it.</summary>
    public IReadOnlyList<ReadGroup> Groups
    {
        get
        {
            lock (_gate)
                return [.. _groups];
        }
    }

    /// <summary>Notes that a member is what the read says until some moment only; the first of all moments counts.</summary>
    public void LimitValidity(DateTimeOffset? until)
    {
        lock (_gate)
            _validUntil = until < (_validUntil ?? DateTimeOffset.MaxValue) ? until : _validUntil;
    }

    /// <summary>Records members that are no people. They hold nothing: it is known that they are none.</summary>
    public void NoteNonPeople(NonPersonMembers members)
    {
        lock (_gate)
            _nonPeople.Add(members);
    }

    /// <summary>Records somebody whom a filter leaves out, perhaps only because an attribute may not be read.</summary>
    public void NoteDoubtful(DoubtfulMember member)
    {
        lock (_gate)
            _doubtful.Add(member);
    }

    /// <summary>Records a group whose list was read.</summary>
    public void NoteGroup(ReadGroup group)
    {
        lock (_gate)
            _groups.Add(group);
    }

    /// <summary>Records something that keeps the read from being complete. May be called by several branches of the read at once.</summary>
    public void Report(ReadReason reason)
    {
        lock (_gate)
            _reasons.Add(reason);
    }

    /// <summary>
    /// Says that the end was proved: the result was success, the last page's cookie empty, the last range <c>*</c>, every branch read.
    /// A read that ends without this call is Partial and removes nobody, whatever else was reported.
    /// </summary>
    public void MarkProved()
    {
        lock (_gate)
            _proved = true;
    }

    internal Completeness Conclude()
    {
        lock (_gate)
        {
            // A reason that holds one person or nobody says nothing about the members after an end that was not proved.
            if (!_proved && !_reasons.Exists(reason => reason.Scope == HoldScope.Mapping))
                _reasons.Add(NotProved);
            return _reasons.Count == 0 ? Completeness.Complete : Completeness.Partial([.. _reasons]);
        }
    }
}
