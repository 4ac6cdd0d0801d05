using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// The place of an attribute in a User (RFC 7644 section 3.10): <c>title</c>, <c>name.givenName</c>,
/// <c>phoneNumbers[type eq "work"].value</c>, or an extension's attribute behind its URN.
/// </summary>
internal sealed partial record ScimPath
{
    public const string Hint =
        "For example title, name.givenName, phoneNumbers[type eq \"work\"].value, department, or an attribute behind its schema's URN.";

    private ScimPath()
    {
    }

    /// <summary>The extension's URN; <see langword="null"/> for the core schema.</summary>
    public string? Schema { get; private init; }

    /// <summary>The attribute.</summary>
    public required string Attribute { get; init; }

    /// <summary>What selects a value of a multi-valued attribute: a sub-attribute and its value.</summary>
    public (string Name, string Value)? Selector { get; private init; }

    /// <summary>The sub-attribute.</summary>
    public string? SubAttribute { get; private init; }

    /// <summary>Whether the value is true or false.</summary>
    public bool IsBoolean => Attribute.Equals("active", StringComparison.OrdinalIgnoreCase)
        || string.Equals(SubAttribute, "primary", StringComparison.OrdinalIgnoreCase);

    public static bool TryParse(string text, [NotNullWhen(true)] out ScimPath? path)
    {
        path = null;
        if (Pattern().Match(text) is not { Success: true } match)
            return false;
        var attribute = match.Groups["attribute"].Value;
        var schema = match.Groups["schema"] is { Success: true } urn ? urn.Value : null;
        var sub = match.Groups["sub"] is { Success: true } named ? named.Value : null;
        if (schema is null && ScimSchemas.EnterpriseAttributes.Contains(attribute))
            schema = ScimSchemas.EnterpriseUser;
        else if (string.Equals(schema, ScimSchemas.User, StringComparison.OrdinalIgnoreCase))
            schema = null;
        // The manager is a reference (RFC 7643 section 4.3): the id stands below.
        if (sub is null && schema == ScimSchemas.EnterpriseUser && attribute.Equals("manager", StringComparison.OrdinalIgnoreCase))
            sub = "value";
        var isSelected = match.Groups["name"].Success;
        path = new ScimPath
        {
            Schema = schema,
            Attribute = attribute,
            SubAttribute = sub ?? (isSelected ? "value" : null),
            Selector = isSelected ? (match.Groups["name"].Value, match.Groups["value"].Value.Trim('"')) : null,
        };
        return true;
    }

    public static ScimPath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new FormatException($"{Problem(text)} {Hint}");

    public static string Problem(string text) => $"'{text}' is not the place of an attribute in SCIM.";

    /// <summary>The values in a resource, as text.</summary>
    public IReadOnlyList<string> Read(JsonObject resource)
    {
        var holder = Schema is null ? resource : resource[Schema] as JsonObject;
        return holder?[Attribute] switch
        {
            null => [],
            JsonArray values => [.. Selected(values).Select(ValueOf).OfType<string>()],
            var value => ValueOf(value) is { } text ? [text] : [],
        };
    }

    /// <summary>The values of a multi-valued attribute that the path selects.</summary>
    public IEnumerable<JsonNode> Selected(JsonArray values) => values.OfType<JsonNode>().Where(IsSelected);

    /// <summary>Sets the value in a resource that is sent as a whole; <see langword="null"/> takes it out.</summary>
    public void Write(JsonObject resource, string? value)
    {
        var holder = Schema is null ? resource : ObjectIn(resource, Schema);
        if (Schema is not null && value is not null)
            AddSchema(resource, Schema);
        if (Selector is not null || holder[Attribute] is JsonArray)
            WriteValue(holder, value);
        else if (SubAttribute is null)
            Put(holder, Attribute, value);
        else if (value is not null || holder[Attribute] is JsonObject)
            Put(ObjectIn(holder, Attribute), SubAttribute, value);
    }

    /// <summary>The value as it is sent.</summary>
    public JsonNode Node(string value) => IsBoolean && bool.TryParse(value, out var flag) ? flag : value;

    /// <summary>A new value of the multi-valued attribute, with what selects it.</summary>
    public JsonObject NewValue(string value)
    {
        var item = ScimJson.NewObject();
        if (Selector is var (name, selected))
            item[name] = bool.TryParse(selected, out var flag) ? flag : selected;
        item[SubAttribute ?? "value"] = Node(value);
        return item;
    }

    /// <summary>As it stands in a PATCH.</summary>
    public override string ToString()
    {
        var schema = Schema is null ? string.Empty : $"{Schema}:";
        var selector = Selector is var (name, value) ? $"[{ScimFilter.Equal(name, value)}]" : string.Empty;
        return $"{schema}{Attribute}{selector}{(SubAttribute is null ? string.Empty : $".{SubAttribute}")}";
    }

    private bool IsSelected(JsonNode value) => Selector is not var (name, wanted)
        || (value is JsonObject item && string.Equals(ScimJson.Text(item[name]), wanted, StringComparison.OrdinalIgnoreCase));

    private string? ValueOf(JsonNode value) => ScimJson.Text(value is JsonObject item ? item[SubAttribute ?? "value"] : value);

    private void WriteValue(JsonObject holder, string? value)
    {
        if (holder[Attribute] is not JsonArray values)
            holder[Attribute] = values = [];
        var existing = Selected(values).FirstOrDefault();
        if (existing is JsonObject item && value is not null)
            item[SubAttribute ?? "value"] = Node(value);
        else if (value is not null)
            values.Add(NewValue(value));
        else if (existing is not null)
            values.Remove(existing);
    }

    private void Put(JsonObject holder, string name, string? value)
    {
        if (value is null)
            holder.Remove(name);
        else
            holder[name] = Node(value);
    }

    private static JsonObject ObjectIn(JsonObject holder, string name)
    {
        if (holder[name] is not JsonObject inner)
            holder[name] = inner = ScimJson.NewObject();
        return inner;
    }

    private static void AddSchema(JsonObject resource, string schema)
    {
        if (resource["schemas"] is JsonArray schemas
            && !schemas.Any(known => string.Equals(ScimJson.Text(known), schema, StringComparison.OrdinalIgnoreCase)))
            schemas.Add(schema);
    }

    [GeneratedRegex(
        """^(?:(?<schema>urn:[^\[\]"\s]+):)?(?<attribute>\$?[A-Za-z][\w-]*)"""
            + """(?:\[\s*(?<name>[A-Za-z][\w-]*)\s+eq\s+(?<value>"[^"\\]*"|true|false)\s*\])?(?:\.(?<sub>\$?[A-Za-z][\w-]*))?$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
