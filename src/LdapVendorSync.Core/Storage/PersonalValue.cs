namespace LdapVendorSync.Core.Storage;

/// <summary>
/// A value of a statement that identifies a person, or could. The session stores it in the form that its file is kept in, and
/// <see cref="SqliteRow"/> reads it back with the method of the same name.
/// </summary>
internal abstract record PersonalValue
{
    /// <summary>A text that is looked up, compared or grouped by: an id, a name, a match key; <see langword="null"/> for NULL.</summary>
    public static PersonalValue? Key(string? text) => text is null ? null : new PersonalKey(text);

    /// <summary>A text that is only shown: a sentence, differences; <see langword="null"/> for NULL.</summary>
    public static PersonalValue? Text(string? text) => text is null ? null : new PersonalText(text);

    /// <summary>Bytes that are only read as a whole.</summary>
    public static PersonalValue Bytes(byte[] bytes) => new PersonalBytes(bytes);

    /// <summary>What the file holds.</summary>
    public abstract object ToStored(IPersonalDataFormat format);

    private sealed record PersonalKey(string Value) : PersonalValue
    {
        public override object ToStored(IPersonalDataFormat format) => format.WriteKey(Value);
    }

    private sealed record PersonalText(string Value) : PersonalValue
    {
        public override object ToStored(IPersonalDataFormat format) => format.WriteText(Value);
    }

    private sealed record PersonalBytes(byte[] Value) : PersonalValue
    {
        public override object ToStored(IPersonalDataFormat format) => format.WriteBytes(Value);
    }
}
