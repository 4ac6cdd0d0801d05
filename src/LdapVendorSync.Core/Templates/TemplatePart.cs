namespace LdapVendorSync.Core.Templates;

/// <summary>A piece of a template: literal text, or a placeholder with its pipes and the place it stands in.</summary>
internal sealed record TemplatePart
{
    /// <summary>The literal text or a constant's value; <see langword="null"/> for a field.</summary>
    public string? Literal { get; init; }

    /// <summary>The field's name; <see langword="null"/> for literal text.</summary>
    public string? Field { get; init; }

    /// <summary>Applied in order; a value that is absent passes through until a pipe gives one.</summary>
    public IReadOnlyList<Func<string?, string?>> Pipes { get; init; } = [];

    /// <summary>The place the value stands in.</summary>
    public TemplatePlace Place { get; init; }

    /// <summary>Where the part begins in the template.</summary>
    public int Position { get; init; }

    public string? Render(Func<string, string?> valueOf)
    {
        var value = Field is null ? Literal : valueOf(Field);
        foreach (var pipe in Pipes)
            value = pipe(value);
        return value is null ? null : TemplateEscaper.Escape(value, this);
    }
}

/// <summary>The place of a value, which decides how it is escaped.</summary>
internal enum TemplatePlace
{
    Verbatim,
    PathSegment,
    QueryValue,
    JsonString,
    JsonValue,
    JsonBareValue,
    Xml,
    XmlAttribute,
    Header,
}
