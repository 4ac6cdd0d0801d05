using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>Matches where every part does.</summary>
public sealed class AndFilter : LdapFilter
{
    private static readonly Asn1Tag Tag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    internal AndFilter(ImmutableArray<LdapFilter> filters) => Filters = filters;

    /// <summary>The parts.</summary>
    public ImmutableArray<LdapFilter> Filters { get; }

    internal override void WriteTo(AsnWriter writer) => FilterSet.Write(writer, Tag, Filters);

    internal override void AppendTo(StringBuilder text) => FilterSet.Append(text, '&', Filters);
}

/// <summary>Matches where any part does.</summary>
public sealed class OrFilter : LdapFilter
{
    private static readonly Asn1Tag Tag = new(TagClass.ContextSpecific, 1, isConstructed: true);

    internal OrFilter(ImmutableArray<LdapFilter> filters) => Filters = filters;

    /// <summary>The parts.</summary>
    public ImmutableArray<LdapFilter> Filters { get; }

    internal override void WriteTo(AsnWriter writer) => FilterSet.Write(writer, Tag, Filters);

    internal override void AppendTo(StringBuilder text) => FilterSet.Append(text, '|', Filters);
}

/// <summary>Matches where its part is false.</summary>
public sealed class NotFilter : LdapFilter
{
    private static readonly Asn1Tag Tag = new(TagClass.ContextSpecific, 2, isConstructed: true);

    internal NotFilter(LdapFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Filter = filter;
    }

    /// <summary>The filter that is negated.</summary>
    public LdapFilter Filter { get; }

    internal override void WriteTo(AsnWriter writer)
    {
        using (writer.PushSequence(Tag)) Filter.WriteTo(writer);
    }

    internal override void AppendTo(StringBuilder text)
    {
        text.Append("(!");
        Filter.AppendTo(text);
        text.Append(')');
    }
}

internal static class FilterSet
{
    public static void Write(AsnWriter writer, Asn1Tag tag, ImmutableArray<LdapFilter> filters)
    {
        using (writer.PushSetOf(tag))
        {
            foreach (var filter in filters) filter.WriteTo(writer);
        }
    }

    public static void Append(StringBuilder text, char sign, ImmutableArray<LdapFilter> filters)
    {
        text.Append('(').Append(sign);
        foreach (var filter in filters) filter.AppendTo(text);
        text.Append(')');
    }
}
