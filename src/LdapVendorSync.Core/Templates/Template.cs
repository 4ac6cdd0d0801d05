using System.Text;

namespace LdapVendorSync.Core.Templates;

/// <summary>
/// Text with placeholders, such as <c>/groups/{group}/members</c> or <c>{givenName} {sn|upper}</c>.
/// </summary>
/// <remarks>
/// <para>A placeholder is <c>{field}</c> or <c>{field|pipe|pipe:argument}</c>; <c>{'text'}</c> is a constant; <c>{{</c> and <c>}}</c> are
/// literal braces.
/// An argument that holds <c>:</c>, <c>|</c> or <c>}</c> stands in single or double quotes. The pipes are listed at <see
/// cref="PipeNames"/>.</para>
/// <para>Values are escaped by the place they stand in (<see cref="TemplateSyntax"/>), so that no value can break out of it.</para>
/// <para>A template in which any field has no value renders to nothing at all: half a value is worse than none.</para>
/// </remarks>
public sealed class Template
{
    private readonly IReadOnlyList<TemplatePart> _parts;

    internal Template(string text, TemplateSyntax syntax, IReadOnlyList<TemplatePart> parts)
    {
        Text = text;
        Syntax = syntax;
        _parts = parts;
        Fields = [.. parts.Select(part => part.Field).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The names of all pipes.</summary>
    public static IReadOnlyList<string> PipeNames => TemplatePipe.Names;

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    /// <summary>What the text is.</summary>
    public TemplateSyntax Syntax { get; }

    /// <summary>The fields that the template refers to, each once, in order.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>The field, where the template is one placeholder without pipes and nothing else: its value may keep its type.</summary>
    internal string? SingleField => _parts is [{ Field: { } name, Pipes.Count: 0 }] ? name : null;

    /// <summary>Understands a template.</summary>
    /// <exception cref="TemplateException">The text is not a template; says where and why.</exception>
    public static Template Parse(string text, TemplateSyntax syntax = TemplateSyntax.Text) =>
        new(text, syntax, TemplateParser.Parse(text, syntax));

    /// <summary>
    /// Understands the expression of an attribute mapping: a template, or the bare name of a field (<c>mail</c> is <c>{mail}</c>).
    /// </summary>
    /// <remarks>
    /// A bare word is never a constant: <c>email: mail</c> would otherwise give everybody the address "mail". A constant is
    /// <c>{'text'}</c>.
    /// </remarks>
    /// <exception cref="TemplateException">The text is neither.</exception>
    public static Template ParseExpression(string text)
    {
        var name = text.Trim();
        if (TemplateParser.IsFieldName(name))
            return Parse($"{{{name}}}");
        var template = Parse(text);
        return text.Contains('{', StringComparison.Ordinal)
            ? template
            : throw new TemplateException(
                $"'{text}' is neither the name of a field nor has it a placeholder; write {{field}}, or {{'text'}} for a constant", 0);
    }

    /// <summary>Renders the template.</summary>
    /// <param name="valueOf">Gives the value of a field, or <see langword="null"/> where there is none.</param>
    /// <returns>The text, or <see langword="null"/> where a field without a default has no value.</returns>
    /// <exception cref="TemplateException">A value cannot stand where the template puts it, such as <c>..</c> as a path
    /// segment.</exception>
    public string? Render(Func<string, string?> valueOf)
    {
        var result = new StringBuilder(Text.Length + 32);
        foreach (var part in _parts)
        {
            if (part.Render(valueOf) is not { } value)
                return null;
            result.Append(value);
        }

        var text = result.ToString();
        if (Syntax == TemplateSyntax.Url)
            TemplateEscaper.CheckSegments(text, Text);
        return text;
    }

    /// <summary>The first field that keeps the template from being rendered, for a message.</summary>
    public string? MissingField(Func<string, string?> valueOf) => _parts.FirstOrDefault(part => part.Render(valueOf) is null)?.Field;

    /// <inheritdoc />
    public override string ToString() => Text;
}
