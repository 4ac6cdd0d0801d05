namespace LdapVendorSync.Core.Members;

/// <summary>
/// A person as one side (a source or a vendor) sees them in one group. Both sides use this type, so that members can be compared and piped.
/// </summary>
/// <remarks>
/// A property that is <see langword="null"/> is absent on that side; an absent value is never the same as
/// an empty one and never blanks the other side.
/// </remarks>
public sealed record GroupMember
{
    // In a big group, what an object has of its own for everybody is most of what the group takes.
    private readonly MemberDetails _details = SharedDetails.WithoutRead.Get(null, null);

    /// <summary>
    /// The id that the side itself keeps stable across renames: <c>entryUUID</c>, <c>objectGUID</c>, a SCIM <c>id</c>, a row's primary key.
    /// </summary>
    /// <exception cref="ArgumentException">Blank: nobody could be told apart, linked or removed by such an id.</exception>
    public required string Id
    {
        get;
        init => field = Present(value) ?? throw new ArgumentException("A member always has an id.", nameof(value));
    }

    /// <summary>The login name, SCIM <c>userName</c> (RFC 7643 section 4.1.1).</summary>
    public string? UserName { get; init; }

    /// <summary>The primary mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The given name, LDAP <c>givenName</c>, SCIM <c>name.givenName</c>.</summary>
    public string? FirstName { get; init; }

    /// <summary>The family name, LDAP <c>sn</c>, SCIM <c>name.familyName</c>.</summary>
    public string? LastName { get; init; }

    /// <summary>The name to show, LDAP <c>displayName</c> or <c>cn</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the account may be used; <see langword="null"/> where the side does not say.</summary>
    public bool? Enabled
    {
        get => _details.Enabled;
        init => _details = _details.WithEnabled(value);
    }

    /// <summary>What the directory says of the account; <see langword="null"/> where it does not say.</summary>
    public AccountState? AccountState
    {
        get => _details.AccountState;
        init => _details = _details.WithAccountState(value);
    }

    /// <summary>
    /// Until when <see cref="AccountState"/> and <see cref="Enabled"/> hold if nobody changes the entry: an expiry to come, the end of a
    /// lock; <see langword="null"/> where only a change can end them.
    /// </summary>
    public DateTimeOffset? AccountStateUntil
    {
        get => _details.AccountStateUntil;
        init => _details = _details.AccountStateUntil == value ? _details : _details with { AccountStateUntil = value };
    }

    /// <summary>Where the person's entry stands in the directory (RFC 4514); <see langword="null"/> outside LDAP.</summary>
    public string? DistinguishedName { get; init; }

    /// <summary>
    /// The DNs of the nested groups that brought the person in, by the shortest way: the first one is listed in the group that was read,
    /// the last one lists the person. Empty for a direct member. Explains a membership and takes no part in comparisons.
    /// </summary>
    public IReadOnlyList<string> GroupPath
    {
        get => _details.GroupPath;
        init => _details = ReferenceEquals(_details.GroupPath, value) || (value.Count == 0 && _details.GroupPath.Count == 0)
            ? _details
            : _details with { GroupPath = value.ToIndexable() };
    }

    /// <summary>Every further attribute that was read, by name (case-insensitive), in the order the side gave the values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes
    {
        get => _details.Attributes;
        init => _details = ReferenceEquals(_details.Attributes, value)
            ? _details
            : _details with { Attributes = OwnForm(value) };
    }

    /// <summary>The read that this member came from; <see langword="null"/> for a member made by hand or found by a look-up.</summary>
    public GroupRead? Read
    {
        get => _details.Read;
        internal init => _details = _details.WithRead(value);
    }

    /// <summary>The name by which messages call this person: user name, else mail, else DN, else id.</summary>
    public string Label => Present(UserName) ?? Present(Email) ?? Present(DistinguishedName) ?? Id;

    /// <summary>
    /// The first value of an attribute, by its canonical name (<see cref="AttributeNames"/>) or as a key of <see cref="Attributes"/>.
    /// </summary>
    /// <param name="attribute">The name, in any case.</param>
    /// <returns>The value, or <see langword="null"/> where the person has none.</returns>
    public string? GetValue(string attribute) => attribute switch
    {
        AttributeNames.Id => Id,
        AttributeNames.UserName => UserName,
        AttributeNames.Email => Email,
        AttributeNames.FirstName => FirstName,
        AttributeNames.LastName => LastName,
        AttributeNames.DisplayName => DisplayName,
        AttributeNames.Enabled => Enabled switch { true => "true", false => "false", null => null },
        AttributeNames.DistinguishedName => DistinguishedName,
        _ when AttributeNames.Canonical(attribute) is var canonical && canonical != attribute => GetValue(canonical),
        _ => Attributes.TryGetValue(attribute, out var values) && values.Count > 0 ? values[0] : null,
    };

    /// <summary>A copy in which one attribute has another value.</summary>
    /// <param name="attribute">A canonical name (<see cref="AttributeNames"/>) or the name of a further attribute.</param>
    /// <param name="value">The value, or <see langword="null"/> to make it absent.</param>
    /// <exception cref="ArgumentException">The id is made absent or blank.</exception>
    /// <exception cref="FormatException"><c>enabled</c> is given something else than <c>true</c> or <c>false</c>.</exception>
    public GroupMember WithValue(string attribute, string? value) => AttributeNames.Canonical(attribute) switch
    {
        AttributeNames.Id => this with { Id = value! },
        AttributeNames.UserName => this with { UserName = value },
        AttributeNames.Email => this with { Email = value },
        AttributeNames.FirstName => this with { FirstName = value },
        AttributeNames.LastName => this with { LastName = value },
        AttributeNames.DisplayName => this with { DisplayName = value },
        AttributeNames.Enabled => this with { Enabled = string.IsNullOrWhiteSpace(value) ? null : bool.Parse(value) },
        AttributeNames.DistinguishedName => this with { DistinguishedName = value },
        _ => this with { Attributes = WithAttribute(attribute, value) },
    };

    /// <inheritdoc />
    public override string ToString() => Label;

    private Dictionary<string, IReadOnlyList<string>> WithAttribute(string attribute, string? value)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(Attributes, StringComparer.OrdinalIgnoreCase);
        if (value is null)
            attributes.Remove(attribute);
        else
            attributes[attribute] = [value];
        return attributes;
    }

    private static string? Present(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> OwnForm(IReadOnlyDictionary<string, IReadOnlyList<string>> attributes)
    {
        if (attributes.Count == 0)
            return MemberDetails.NoAttributes;
        return IsCaseInsensitive(attributes) ? attributes : CaseInsensitive(attributes);
    }

    private static bool IsCaseInsensitive(IReadOnlyDictionary<string, IReadOnlyList<string>> attributes) =>
        attributes is Dictionary<string, IReadOnlyList<string>> { Comparer: var comparer }
        && ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, IReadOnlyList<string>> CaseInsensitive(IReadOnlyDictionary<string, IReadOnlyList<string>> attributes)
    {
        var copy = new Dictionary<string, IReadOnlyList<string>>(attributes.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in attributes)
            copy.TryAdd(name, values);
        return copy;
    }
}
