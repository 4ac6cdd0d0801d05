using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>Matches values made of given parts.</summary>
public sealed class SubstringsFilter : LdapFilter
{
    private static readonly Asn1Tag Tag = new(TagClass.ContextSpecific, 4, isConstructed: true);
    private static readonly Asn1Tag InitialTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag AnyTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag FinalTag = new(TagClass.ContextSpecific, 2);

    internal SubstringsFilter(
        string attribute, ReadOnlyMemory<byte>? initial, IEnumerable<ReadOnlyMemory<byte>> any, ReadOnlyMemory<byte>? final)
    {
        Attribute = FilterText.RequireAttribute(attribute);
        Initial = initial;
        Any = [.. any];
        Final = final;
        if (initial is null && final is null && Any.IsEmpty)
        {
            throw new ArgumentException("A substring filter needs at least one part.", nameof(any));
        }

        if (initial is { IsEmpty: true } || final is { IsEmpty: true } || Any.Any(part => part.IsEmpty))
        {
            throw new ArgumentException("A part of a substring filter may not be empty.", nameof(any));
        }
    }

    /// <summary>The attribute description.</summary>
    public string Attribute { get; }

    /// <summary>What the value begins with; null for anything.</summary>
    public ReadOnlyMemory<byte>? Initial { get; }

    /// <summary>What comes in between, in this order.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Any { get; }

    /// <summary>What the value ends with; null for anything.</summary>
    public ReadOnlyMemory<byte>? Final { get; }

    internal override void WriteTo(AsnWriter writer)
    {
        using (writer.PushSequence(Tag))
        {
            FilterText.WriteString(writer, Attribute);
            using (writer.PushSequence())
            {
                if (Initial is { } initial) writer.WriteOctetString(initial.Span, InitialTag);
                foreach (var part in Any) writer.WriteOctetString(part.Span, AnyTag);
                if (Final is { } final) writer.WriteOctetString(final.Span, FinalTag);
            }
        }
    }

    internal override void AppendTo(StringBuilder text)
    {
        text.Append('(').Append(Attribute).Append('=');
        if (Initial is { } initial) FilterText.AppendEscaped(text, initial.Span);
        text.Append('*');
        foreach (var part in Any)
        {
            FilterText.AppendEscaped(text, part.Span);
            text.Append('*');
        }

        if (Final is { } final) FilterText.AppendEscaped(text, final.Span);
        text.Append(')');
    }
}
