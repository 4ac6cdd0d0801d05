namespace LdapVendorSync.Core.Members;

/// <summary>Reads the keys of members in the form in which they are compared. Which property an attribute is, is found out once.</summary>
internal sealed class KeyReader
{
    private readonly Func<GroupMember, string?>[] _values;

    public KeyReader(IReadOnlyList<string> matchOn) => _values = [.. matchOn.Select(AttributeValue.Reader)];

    /// <summary>How many attributes are keys.</summary>
    public int Count => _values.Length;

    /// <summary>A member's key; <see langword="null"/> where they have none.</summary>
    public string? this[GroupMember member, int position] => ComparableText.IgnoringCase(_values[position](member));

    /// <summary>Whether two members have the same keys, and lack the same.</summary>
    public bool AreSame(GroupMember one, GroupMember other)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (this[one, i] != this[other, i])
                return false;
        }

        return true;
    }

    /// <summary>Whether each key that a member has is the same with another one, of whom it is known that they fit.</summary>
    public bool HasNoOther(GroupMember member, GroupMember than)
    {
        // Who fits by the only key has the same.
        if (_values.Length == 1)
            return true;
        for (var i = 0; i < _values.Length; i++)
        {
            if (this[member, i] is { } key && key != this[than, i])
                return false;
        }

        return true;
    }
}
