namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>A logical line of an LDIF file: unfolded, without its line end.</summary>
/// <param name="Number">The line of the file on which it begins, counted from 1.</param>
/// <param name="Content">Its bytes; none for the blank line that separates records.</param>
internal readonly record struct LdifLine(int Number, ReadOnlyMemory<byte> Content)
{
    public bool IsBlank => Content.IsEmpty;
}
