using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>The login call as it is configured, with its templates understood.</summary>
internal sealed class LoginCall
{
    /// <summary>The placeholders of the login call: keys of the <c>auth</c> block.</summary>
    public static readonly IReadOnlyList<string> LoginFields = ["username", "password", "token"];

    /// <summary>The placeholders of the logout call.</summary>
    public static readonly IReadOnlyList<string> LogoutFields = ["session", "username"];

    private readonly LoginSettings _settings;
    private readonly Template _path;
    private readonly Template? _logout;
    private readonly Template? _text;
    private readonly JsonNode? _block;
    private readonly List<KeyValuePair<string, Template>> _form;
    private readonly List<KeyValuePair<string, Template>> _headers;

    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);

    private LoginCall(LoginSettings settings)
    {
        _settings = settings;
        _path = ParseLogin(settings.Path, TemplateSyntax.Url);
        _logout = settings.LogoutPath is { } logout ? Parse(logout, TemplateSyntax.Url, LogoutFields) : null;
        _form = ParseAll(settings.Form);
        _headers = ParseAll(settings.Headers);
        if (settings.Body is JsonValue value && value.TryGetValue<string>(out var text))
            _text = ParseLogin(text, SyntaxOf(settings.ContentType));
        else
            _block = settings.Body;
        foreach (var leaf in LeavesOf(string.Empty, _block))
            ParseLogin(leaf.Value, TemplateSyntax.Text);
    }

    /// <summary>The placeholders that the login call has.</summary>
    public IReadOnlySet<string> Fields => _fields;

    /// <summary>What the call holds as plain text, in place of a placeholder, although its name says that it is a secret.</summary>
    public IEnumerable<string> PlainSecrets => _settings.Form.Concat(LeavesOf(string.Empty, _block))
        .Where(pair => CredentialPatterns.IsSecretName(pair.Key) && !pair.Value.Contains('{', StringComparison.Ordinal))
        .Select(pair => pair.Value);

    /// <summary>Understands the settings.</summary>
    /// <exception cref="TemplateException">A text is no template, or has a placeholder that nothing stands for.</exception>
    public static LoginCall Parse(LoginSettings settings) => new(settings);

    /// <summary>The request that logs in.</summary>
    /// <param name="values">What the placeholders stand for.</param>
    /// <exception cref="TemplateException">A value is missing, or cannot stand where it should.</exception>
    public VendorHttpRequest ToRequest(IReadOnlyDictionary<string, string> values)
    {
        var headers = _headers.Select(header => KeyValuePair.Create(header.Key, Render(header.Value, values))).ToList();
        var (body, type) = Body(values);
        return new VendorHttpRequest
        {
            Method = new HttpMethod(_settings.Method),
            Address = Render(_path, values),
            Purpose = "log in",
            Headers = headers,
            Body = body,
            ContentType = type,
            Accept = headers.Exists(header => header.Key.Equals("Accept", StringComparison.OrdinalIgnoreCase)) ? null : "application/json, */*",
            IsCredentialExchange = true,
        };
    }

    /// <summary>The request that logs out; <see langword="null"/> where there is none.</summary>
    public VendorHttpRequest? ToLogout(IReadOnlyDictionary<string, string> values) => _logout is null ? null : new VendorHttpRequest
    {
        Method = new HttpMethod(_settings.LogoutMethod),
        Address = Render(_logout, values),
        Purpose = "log out",
        IsCredentialExchange = true,
    };

    private (byte[]? Body, string? ContentType) Body(IReadOnlyDictionary<string, string> values)
    {
        if (_form.Count > 0)
        {
            var fields = _form.Select(field => KeyValuePair.Create(field.Key, Render(field.Value, values)));
            return (Encoding.ASCII.GetBytes(FormText.Of(fields)), "application/x-www-form-urlencoded");
        }

        if (_text is not null)
            return (Encoding.UTF8.GetBytes(Render(_text, values)), _settings.ContentType);
        return _block is null ? (null, null) : (JsonSerializer.SerializeToUtf8Bytes(Render(_block, values)), "application/json");
    }

    private static JsonNode? Render(JsonNode? node, IReadOnlyDictionary<string, string> values) => node switch
    {
        JsonObject block => new JsonObject(block.Select(member => KeyValuePair.Create(member.Key, Render(member.Value, values)))),
        JsonArray list => new JsonArray([.. list.Select(item => Render(item, values))]),
        JsonValue leaf when leaf.TryGetValue<string>(out var text) => JsonValue.Create(Render(Template.Parse(text), values)),
        _ => node?.DeepClone(),
    };

    private static string Render(Template template, IReadOnlyDictionary<string, string> values) =>
        template.Render(values.GetValueOrDefault)
        ?? throw new TemplateException($"'{template.MissingField(values.GetValueOrDefault)}' is missing", 0);

    private static TemplateSyntax SyntaxOf(string contentType)
    {
        if (contentType.Contains("json", StringComparison.OrdinalIgnoreCase))
            return TemplateSyntax.Json;
        return contentType.Contains("xml", StringComparison.OrdinalIgnoreCase) ? TemplateSyntax.Xml : TemplateSyntax.Text;
    }

    private List<KeyValuePair<string, Template>> ParseAll(IReadOnlyDictionary<string, string> texts) =>
        [.. texts.Select(text => KeyValuePair.Create(text.Key, ParseLogin(text.Value, TemplateSyntax.Text)))];

    private static IEnumerable<KeyValuePair<string, string>> LeavesOf(string name, JsonNode? node) => node switch
    {
        JsonObject block => block.SelectMany(member => LeavesOf(member.Key, member.Value)),
        JsonArray list => list.SelectMany(item => LeavesOf(name, item)),
        JsonValue leaf when leaf.TryGetValue<string>(out var text) => [KeyValuePair.Create(name, text)],
        _ => [],
    };

    private Template ParseLogin(string text, TemplateSyntax syntax)
    {
        var template = Parse(text, syntax, LoginFields);
        _fields.UnionWith(template.Fields);
        return template;
    }

    private static Template Parse(string text, TemplateSyntax syntax, IReadOnlyList<string> fields)
    {
        var template = Template.Parse(text, syntax);
        var unknown = template.Fields.FirstOrDefault(field => !fields.Contains(field, StringComparer.Ordinal));
        return unknown is null
            ? template
            : throw new TemplateException($"nothing is known of '{{{unknown}}}' here, only of {string.Join(", ", fields.Select(f => $"{{{f}}}"))}", 0);
    }
}
