namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>One content record of an LDIF file: an entry of the directory (RFC 2849, <c>ldif-attrval-record</c>).</summary>
/// <param name="DistinguishedName">The DN as the file spells it, decoded.</param>
/// <param name="Line">The line of its <c>dn:</c>, counted from 1.</param>
/// <param name="Values">The attribute values in the order of the file; several lines of one attribute are several values.</param>
public sealed record LdifEntry(string DistinguishedName, int Line, IReadOnlyList<LdifValue> Values);

/// <summary>One attribute value of an entry.</summary>
/// <param name="Attribute">The attribute description, options included: <c>cn;lang-de</c>.</param>
/// <param name="Value">The value's bytes: UTF-8 text, or anything where the file has it in base64.</param>
/// <param name="Line">The line on which it begins, counted from 1.</param>
public sealed record LdifValue(string Attribute, ReadOnlyMemory<byte> Value, int Line);
