using System.Diagnostics.CodeAnalysis;
using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap;

/// <summary>An entry of the directory as a search returned it: its name and the attributes that were asked for and may be seen.</summary>
public sealed class LdapEntry : LdapSearchItem
{
    private readonly LdapAttribute[] _attributes;

    internal LdapEntry(string dn, LdapAttribute[] attributes, IReadOnlyList<LdapControl> controls) : base(controls)
    {
        Dn = dn;
        _attributes = attributes;
    }

    /// <summary>The distinguished name as the server wrote it.</summary>
    public string Dn { get; }

    /// <summary>The attributes in the order of the server.</summary>
    public IReadOnlyList<LdapAttribute> Attributes => _attributes;

    /// <summary>The attribute of this name, options included, without regard to case; null when the entry has none.</summary>
    /// <param name="name">The name, such as <c>mail</c> or <c>cn;lang-de</c>.</param>
    public LdapAttribute? this[string name]
    {
        get
        {
            foreach (var attribute in _attributes)
            {
                if (attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return attribute;
            }

            return null;
        }
    }

    /// <summary>All attributes of this type whatever their options: for <c>member</c> also <c>member;range=0-1499</c>.</summary>
    /// <param name="type">The type, without options and without regard to case.</param>
    public IEnumerable<LdapAttribute> OfType(string type) =>
        _attributes.Where(attribute => attribute.Description.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the first value of an attribute as text.</summary>
    /// <param name="name">The attribute's name, options included.</param>
    /// <param name="text">The text, when this returns true.</param>
    /// <returns>False when the entry lacks the attribute or its first value is not valid UTF-8.</returns>
    public bool TryGetString(string name, [NotNullWhen(true)] out string? text)
    {
        text = null;
        return this[name] is { Count: > 0 } attribute && attribute.TryGetString(0, out text);
    }

    /// <summary>The distinguished name.</summary>
    public override string ToString() => Dn;
}
