using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;
using NSwag;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>Holds values against the schemas of a description.</summary>
internal sealed class SchemaChecker(SchemaType schemaType)
{
    /// <summary>Checks a parameter that came as text.</summary>
    public IEnumerable<string> CheckText(string what, OpenApiParameter parameter, IReadOnlyList<string> values)
    {
        var schema = SchemaOf(parameter);
        if (!schema.Type.HasFlag(JsonObjectType.Array))
            return values.Count > 1 ? [$"{what} is there {values.Count} times"] : Check(what, schema, ToToken(schema, values[0]));
        var items = values.Count == 1 ? values[0].Split(',') : values;
        return items.SelectMany(item => schema.Item is { } each ? Check(what, each.ActualSchema, ToToken(each.ActualSchema, item)) : []);
    }

    /// <summary>Checks a body.</summary>
    public IEnumerable<string> CheckBody(JsonSchema schema, string body)
    {
        JToken token;
        try
        {
            using var reader = new JsonTextReader(new StringReader(body)) { DateParseHandling = DateParseHandling.None };
            token = JToken.ReadFrom(reader);
        }
        catch (JsonReaderException error)
        {
            return [$"the body is not JSON: {error.Message}"];
        }

        return Check("the body", schema, token);
    }

    // Swagger 2 describes parameters in place, OpenAPI 3 in a schema.
    private static JsonSchema SchemaOf(OpenApiParameter parameter) => (parameter.Schema ?? parameter).ActualSchema;

    private static JValue ToToken(JsonSchema schema, string text)
    {
        var type = schema.Type;
        var numbers = CultureInfo.InvariantCulture;
        if (type.HasFlag(JsonObjectType.Integer) && long.TryParse(text, NumberStyles.AllowLeadingSign, numbers, out var whole))
            return new JValue(whole);
        if (type.HasFlag(JsonObjectType.Number) && double.TryParse(text, numbers, out var number))
            return new JValue(number);
        if (type.HasFlag(JsonObjectType.Boolean) && text is "true" or "false")
            return new JValue(text == "true");
        return new JValue(text);
    }

    private IEnumerable<string> Check(string what, JsonSchema schema, JToken value) =>
    [
        .. schema.Validate(value, schemaType).SelectMany(Flatten).Select(error => $"{what}{Where(error.Path)}: {Words(error)}"),
        .. UndeclaredFields.Find(schema, value).Select(path => $"{what} at {path}: the API has no such field"),
    ];

    // What allOf makes of a field of a sibling is not to be had from its parts alone; UndeclaredFields sees them together.
    private static IEnumerable<ValidationError> Flatten(ValidationError error) => error switch
    {
        { Kind: ValidationErrorKind.NoAdditionalPropertiesAllowed } => [],
        ChildSchemaValidationError child when IsWrapper(child.Kind) =>
            child.Errors.Values.SelectMany(errors => errors).SelectMany(Flatten),
        _ => [error],
    };

    private static bool IsWrapper(ValidationErrorKind kind) =>
        kind is ValidationErrorKind.NotAllOf or ValidationErrorKind.ArrayItemNotValid or ValidationErrorKind.AdditionalPropertiesNotValid;

    private static string Where(string? path) => path is null or "#/" or "" ? "" : $" at {path.TrimStart('#', '/')}";

    private static string Words(ValidationError error) => error.Kind switch
    {
        ValidationErrorKind.PropertyRequired => "is required and missing",
        ValidationErrorKind.NotInEnumeration =>
            $"is none of {string.Join(", ", error.Schema.ActualSchema.Enumeration.Select(value => $"'{value}'"))}",
        ValidationErrorKind.NotOneOf => "fits not exactly one of the forms that it may have",
        ValidationErrorKind.NotAnyOf => "fits none of the forms that it may have",
        ValidationErrorKind.StringTooShort => $"is shorter than {error.Schema.MinLength}",
        ValidationErrorKind.StringTooLong => $"is longer than {error.Schema.MaxLength}",
        ValidationErrorKind.PatternMismatch => $"does not match {error.Schema.Pattern}",
        _ => Spoken(error.Kind.ToString()),
    };

    private static string Spoken(string name) => string.Concat(
        name.Select((letter, i) => (i > 0 && char.IsUpper(letter) ? " " : "") + char.ToLowerInvariant(letter)));
}
