namespace LdapVendorSync.Core.Storage;

/// <summary>The form in which a file holds what identifies people. Not for use by several threads at once.</summary>
internal interface IPersonalDataFormat : IDisposable
{
    /// <summary>The stored form of a text that is looked up: the same for the same text.</summary>
    string WriteKey(string text);

    /// <summary>The text of <see cref="WriteKey"/>.</summary>
    string ReadKey(string stored);

    /// <summary>The stored form of a text that is only shown.</summary>
    string WriteText(string text);

    /// <summary>The text of <see cref="WriteText"/>.</summary>
    string ReadText(string stored);

    /// <summary>The stored form of bytes.</summary>
    byte[] WriteBytes(byte[] bytes);

    /// <summary>The bytes of <see cref="WriteBytes"/>.</summary>
    byte[] ReadBytes(byte[] stored);
}

/// <summary>Stores everything as it is.</summary>
internal sealed class PlainPersonalData : IPersonalDataFormat
{
    private PlainPersonalData()
    {
    }

    public static PlainPersonalData Instance { get; } = new();

    /// <inheritdoc />
    public string WriteKey(string text) => text;

    /// <inheritdoc />
    public string ReadKey(string stored) => stored;

    /// <inheritdoc />
    public string WriteText(string text) => text;

    /// <inheritdoc />
    public string ReadText(string stored) => stored;

    /// <inheritdoc />
    public byte[] WriteBytes(byte[] bytes) => bytes;

    /// <inheritdoc />
    public byte[] ReadBytes(byte[] stored) => stored;

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
