namespace LdapVendorSync.Core.Members;

/// <summary>Somebody whom a filter leaves out, perhaps only because an attribute that it asks for may not be read.</summary>
/// <param name="Reference">How the group refers to them.</param>
/// <param name="Attributes">The attributes that the filter asks for and that the entry lacks, or does not show.</param>
public sealed record DoubtfulMember(string Reference, IReadOnlyList<string> Attributes);
