using System.Diagnostics.CodeAnalysis;

namespace LdapVendorSync.Ldap;

/// <summary>An attribute of an entry with the values the server sent. Values are bytes; text is a strict UTF-8 view of them.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is an attribute in the sense of LDAP.")]
public sealed class LdapAttribute
{
    private readonly ReadOnlyMemory<byte>[] _values;

    internal LdapAttribute(AttributeDescription description, ReadOnlyMemory<byte>[] values)
    {
        Description = description;
        _values = values;
    }

    /// <summary>The name with its options taken apart.</summary>
    public AttributeDescription Description { get; }

    /// <summary>The name as the server wrote it, options included: <c>member;range=0-1499</c>.</summary>
    public string Name => Description.Name;

    /// <summary>The values in the order of the server; empty when only types were asked for. They share the memory of their
    /// entry.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Values => _values;

    /// <summary>The number of values.</summary>
    public int Count => _values.Length;

    /// <summary>Reads a value as text.</summary>
    /// <param name="index">The index of the value.</param>
    /// <param name="text">The text, when this returns true.</param>
    /// <returns>False when the value is not valid UTF-8, such as an <c>objectGUID</c>.</returns>
    public bool TryGetString(int index, [NotNullWhen(true)] out string? text) => StrictUtf8.TryGetString(_values[index].Span, out text);

    /// <summary>All values as text.</summary>
    /// <exception cref="FormatException">A value is not valid UTF-8.</exception>
    public IEnumerable<string> GetStrings()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            yield return TryGetString(i, out var text)
                ? text
                : throw new FormatException($"Value {i} of attribute {Name} is not valid UTF-8 text ({_values[i].Length} bytes).");
        }
    }

    /// <summary>The name and the number of values.</summary>
    public override string ToString() => $"{Name} ({_values.Length})";
}
