using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Templates;
using LdapVendorSync.Core.Vendors.Rest.Answers;
using LdapVendorSync.Core.Vendors.Rest.Bodies;
using LdapVendorSync.Core.Vendors.Rest.Soap;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Turns the settings of operations into operations, and says everything that is wrong with them.</summary>
internal sealed class RestOperationCompiler
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "QUERY"];

    private readonly RestSettings _settings;
    private readonly DataFormat _format;
    private readonly IReadOnlyList<string> _attributes;
    private readonly RestProblems _problems;
    private readonly XmlNamespaces _namespaces;
    private readonly BodyBlock? _soapHeader;

    public RestOperationCompiler(RestSettings settings, VendorSettings vendor, RestProblems problems)
    {
        _settings = settings;
        _format = vendor.Format;
        _attributes = [.. AttributesOf(vendor).Concat(vendor.Groups.SelectMany(AttributesOf)).Distinct(StringComparer.OrdinalIgnoreCase)];
        _problems = problems;
        _namespaces = new XmlNamespaces(settings.Namespaces);
        _soapHeader = settings.Soap?.Header is { } header
            ? problems.Try("soap.header", () => BodyBlock.Parse(header, _namespaces))
            : null;
    }

    private static IReadOnlyDictionary<string, string> NoPairs { get; } = new Dictionary<string, string>();

    /// <summary>What an operation's body and answer are written in.</summary>
    public RestFormats FormatsOf(RestOperationSettings? given)
    {
        if (_settings.Soap is not null)
            return new RestFormats(RestBodyFormat.Xml, DataFormat.Xml);
        var answer = given?.Format ?? _format;
        var body = given?.BodyFormat
            ?? (given?.Format is null ? _settings.BodyFormat : null)
            ?? (answer == DataFormat.Xml ? RestBodyFormat.Xml : RestBodyFormat.Json);
        return new RestFormats(body, answer);
    }

    /// <summary>The fields of users, as an operation sees them.</summary>
    public RestFields FieldsOf(IReadOnlyDictionary<string, string>? changes) =>
        RestFields.Create(_attributes, _settings.Fields, changes ?? NoPairs);

    /// <summary>Understands an operation.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="given">What the config says.</param>
    /// <param name="defaults">What it leaves out.</param>
    /// <param name="item">What stands for one person in the body of an operation on many.</param>
    public RestOperation Compile(
        string name, RestOperationSettings? given, Func<RestFormats, RestOperationSettings> defaults, JsonNode? item = null)
    {
        var formats = FormatsOf(given);
        var soap = _settings.Soap;
        var settings = (given ?? new RestOperationSettings()).Over(
            soap is null ? defaults(formats) : new RestOperationSettings { Method = "POST", Path = soap.Path });
        var envelope = soap is null ? null : EnvelopeOf(name, soap, settings);
        var operation = new RestOperation
        {
            Method = MethodOf(name, settings.Method!),
            Path = settings.Path is null ? Missing(name) : _problems.Parse($"{name}.path", settings.Path, TemplateSyntax.Url),
            Query = [.. (settings.Query ?? NoPairs).Select(pair => KeyValuePair.Create(
                _problems.Parse($"{name}.query", pair.Key), _problems.Parse($"{name}.query.{pair.Key}", pair.Value)))],
            Headers = [.. HeadersOf(name, settings)],
            Body = BodyOf(name, settings.Body, formats.Body, item, envelope),
            Format = formats.Answer,
            Accept = settings.Accept,
            ContentType = settings.ContentType,
            Namespaces = _namespaces,
            Envelope = envelope,
            ItemsPath = settings.Items,
            ItemsOptional = settings.ItemsOptional ?? false,
            IdPath = settings.Id,
            Fields = FieldsOf(settings.Fields),
            Paging = settings.Paging ?? _settings.Paging,
            Rules = RulesOf(name, settings),
            IsRepeatable = true,
        };
        CheckPlaceholders(name, operation);
        return operation;
    }

    // What people are recognised by has to be read too, and sent when an account is created.
    private static IEnumerable<string> AttributesOf(MappingPolicy policy) => policy.Attributes.Keys.Concat(policy.MatchOn);

    private HttpMethod MethodOf(string name, string method)
    {
        if (!Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
            _problems.Report(
                $"{name}.method", $"'{method}' is not a method that is known here.", $"Use one of {string.Join(", ", Methods)}.");
        return HttpMethod.Parse(method.ToUpperInvariant());
    }

    private Template Missing(string name)
    {
        _problems.Report($"{name}.path", "The path is missing.", "Give the path below base_url.");
        return Template.Parse(string.Empty, TemplateSyntax.Url);
    }

    private IEnumerable<KeyValuePair<string, Template>> HeadersOf(string name, RestOperationSettings settings)
    {
        foreach (var header in _settings.Headers.Keys.Concat((settings.Headers ?? NoPairs).Keys).Where(IsCredential))
        {
            _problems.Report(
                $"headers.{header}",
                "Credentials do not belong here, where they would not be treated as secret.",
                "Use the vendor's 'auth'.");
        }

        foreach (var (header, value) in _settings.Headers)
        {
            if (settings.Headers?.ContainsKey(header) != true)
                yield return KeyValuePair.Create(header, _problems.Parse($"headers.{header}", value, TemplateSyntax.Header));
        }

        foreach (var (header, value) in settings.Headers ?? NoPairs)
            yield return KeyValuePair.Create(header, _problems.Parse($"{name}.headers.{header}", value, TemplateSyntax.Header));
    }

    private static bool IsCredential(string header) =>
        header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || header.Equals("Cookie", StringComparison.OrdinalIgnoreCase);

    private RestBody? BodyOf(string name, JsonNode? body, RestBodyFormat format, JsonNode? item, SoapEnvelope? envelope)
    {
        if (body is null || BodyBlock.TextOf(body) is "")
        {
            if (envelope is not null)
                _problems.Report($"{name}.body", "A SOAP message needs a body.", "Give a block with one key, the element in the envelope's body.");
            return null;
        }

        var parsed = _problems.Try($"{name}.body", () => RestBody.Parse(body, format, _namespaces, item));
        return parsed is null || envelope is null ? parsed : parsed.In(envelope);
    }

    private SoapEnvelope EnvelopeOf(string name, RestSoapSettings soap, RestOperationSettings settings)
    {
        var action = settings.SoapAction is { } text ? _problems.Parse($"{name}.soap_action", text, TemplateSyntax.Header) : null;
        return new SoapEnvelope(SoapVersion.Of(soap.Version), _soapHeader, action);
    }

    private RestAnswerRules RulesOf(string name, RestOperationSettings settings) => new()
    {
        Success = settings.Success is { Count: > 0 } ? settings.Success : null,
        Already = settings.Already ?? [],
        Absent = settings.Absent ?? [],
        Conflict = settings.Conflict ?? [],
        SuccessWhen = Conditions(name, "success_when", settings.SuccessWhen, _settings.SuccessWhen),
        ErrorWhen = Conditions(name, "error_when", settings.ErrorWhen, _settings.ErrorWhen),
        DeniedWhen = Conditions(name, "denied_when", settings.DeniedWhen, _settings.DeniedWhen),
        AlreadyWhen = Conditions(name, "already_when", settings.AlreadyWhen, []),
        AbsentWhen = Conditions(name, "absent_when", settings.AbsentWhen, []),
        ConflictWhen = Conditions(name, "conflict_when", settings.ConflictWhen, []),
        MessagePath = settings.Message ?? _settings.Message,
    };

    private IReadOnlyList<RestCondition> Conditions(
        string name, string key, IReadOnlyList<RestConditionSettings>? own, IReadOnlyList<RestConditionSettings> common)
    {
        var place = own is null ? key : $"{name}.{key}";
        return [.. (own ?? common).Select(
            (condition, index) => _problems.Try($"{place}[{index}]", () => RestCondition.Parse(condition))).OfType<RestCondition>()];
    }

    private void CheckPlaceholders(string name, RestOperation operation)
    {
        foreach (var placeholder in operation.Placeholders.Where(placeholder => !IsKnown(placeholder)))
        {
            var names = string.Join(", ", RestValues.Names);
            _problems.Report(
                name,
                $"'{{{placeholder}}}' stands for nothing.",
                $"Known are {names}, the names of attributes, and {{fields}} as a whole text of a body.");
        }
    }

    private bool IsKnown(string placeholder) =>
        RestValues.Names.Contains(placeholder)
        || RestDefaults.Fields.Any(field => field.Key == AttributeNames.Canonical(placeholder))
        || AttributeNames.Canonical(placeholder) is AttributeNames.DisplayName or AttributeNames.DistinguishedName
        || _attributes.Contains(placeholder, StringComparer.OrdinalIgnoreCase)
        || _settings.Fields.ContainsKey(placeholder)
        || _settings.ReadMembers?.Fields?.ContainsKey(placeholder) == true;
}
