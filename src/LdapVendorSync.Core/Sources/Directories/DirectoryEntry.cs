using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>An entry of a directory, wherever it was read: from a server or from a file.</summary>
internal sealed class DirectoryEntry(DistinguishedName dn, IReadOnlyList<DirectoryValues> attributes)
{
    private const string ObjectClass = "objectClass";

    // No class that is asked for has a longer name.
    private const int LongestName = 128;

    // Each entry is asked for a dozen attributes: an array is gone through without an enumerator.
    private readonly DirectoryValues[] _attributes = attributes as DirectoryValues[] ?? [.. attributes];

    public DistinguishedName Dn { get; } = dn;

    public IReadOnlyList<DirectoryValues> Attributes => _attributes;

    /// <summary>The values of the attribute with exactly this description, options included, without regard to case.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> this[string description]
    {
        get
        {
            foreach (var attribute in _attributes)
            {
                if (attribute.Description.Name.Equals(description, StringComparison.OrdinalIgnoreCase))
                    return attribute.Values;
            }

            return [];
        }
    }

    /// <summary>Every attribute of a type, whatever its options: <c>member</c> and <c>member;range=0-1499</c>.</summary>
    public IEnumerable<DirectoryValues> OfType(string type) =>
        _attributes.Where(attribute => attribute.Description.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>The values of an attribute that are text.</summary>
    public IEnumerable<string> Texts(string description) => this[description].Select(ToText).OfType<string>();

    /// <summary>Whether the entry has one of these object classes.</summary>
    public bool HasObjectClass(FrozenSet<string> classes)
    {
        var names = classes.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> name = stackalloc char[LongestName];
        foreach (var value in this[ObjectClass])
        {
            // No text, or no room for it: a name that is not asked for.
            var status = Utf8.ToUtf16(value.Span, name, out _, out var length, replaceInvalidSequences: false);
            if (status == OperationStatus.Done && names.Contains(name[..length]))
                return true;
        }

        return false;
    }

    /// <summary>The entry's object classes.</summary>
    public IEnumerable<string> ObjectClasses => Texts(ObjectClass);

    /// <summary>A value as text, or <see langword="null"/> where it is not valid UTF-8.</summary>
    public static string? ToText(ReadOnlyMemory<byte> value) => Utf8.IsValid(value.Span) ? Encoding.UTF8.GetString(value.Span) : null;

    public override string ToString() => Dn.ToString();
}

/// <summary>An attribute of an entry with its values, in the order in which they were read.</summary>
internal sealed record DirectoryValues(AttributeDescription Description, IReadOnlyList<ReadOnlyMemory<byte>> Values);
