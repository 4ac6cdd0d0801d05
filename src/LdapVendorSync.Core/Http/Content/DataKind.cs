namespace LdapVendorSync.Core.Http.Content;

/// <summary>What a piece of an answer is.</summary>
internal enum DataKind
{
    /// <summary>Nothing: JSON <c>null</c>, an element with <c>xsi:nil</c>.</summary>
    Null,

    /// <summary>Text. All leaves of XML are text.</summary>
    Text,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON boolean.</summary>
    Boolean,

    /// <summary>Named parts: a JSON object, an XML element with attributes or child elements.</summary>
    Object,

    /// <summary>A JSON array.</summary>
    Array,
}
