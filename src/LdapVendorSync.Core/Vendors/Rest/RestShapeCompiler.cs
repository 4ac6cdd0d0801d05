using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Turns the <c>rest:</c> block into operations, and says everything that is wrong with it.</summary>
internal sealed class RestShapeCompiler
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "QUERY"];

    private readonly RestSettings _settings;
    private readonly DataFormat _format;
    private readonly IReadOnlyList<string> _attributes;
    private readonly ICollection<SettingProblem> _problems;

    private RestShapeCompiler(RestSettings settings, VendorSettings vendor, ICollection<SettingProblem> problems)
    {
        _settings = settings;
        _format = vendor.Format;
        _attributes = [.. AttributesOf(vendor).Concat(vendor.Groups.SelectMany(AttributesOf)).Distinct(StringComparer.OrdinalIgnoreCase)];
        _problems = problems;
    }

    /// <summary>Compiles a block. The result is usable only where no problem was added.</summary>
    public static RestShape Compile(RestSettings settings, VendorSettings vendor, ICollection<SettingProblem> problems) =>
        new RestShapeCompiler(settings, vendor, problems).Compile();

    // What people are recognised by has to be read too, and sent when an account is created.
    private static IEnumerable<string> AttributesOf(MappingPolicy policy) => policy.Attributes.Keys.Concat(policy.MatchOn);

    private RestShape Compile()
    {
        var update = (_settings.UpdateUser ?? new RestOperationSettings()).Over(RestDefaults.UpdateUser(_format));
        return new RestShape
        {
            Format = _format,
            Fields = FieldsOf(null),
            Connect = _settings.Connect is null ? null : Operation("connect", _settings.Connect, RestDefaults.Connect),
            FindGroup = _settings.FindGroup is null
                ? null
                : Lookup("find_group", _settings.FindGroup, RestDefaults.FindGroup(_format), ["group", "groupName"]),
            CreateGroup = _settings.CreateGroup is null
                ? null
                : Creation("create_group", _settings.CreateGroup, RestDefaults.CreateGroup(_format)),
            ReadMembers = Operation("read_members", _settings.ReadMembers, RestDefaults.ReadMembers(_format)),
            FindUser = Lookup("find_user", _settings.FindUser, RestDefaults.FindUser(_format), ["value"]),
            CreateUser = Creation("create_user", _settings.CreateUser, RestDefaults.CreateUser(_format)),
            UpdateUser = Write("update_user", _settings.UpdateUser, RestDefaults.UpdateUser(_format)),
            SetEnabled = Write("set_enabled", _settings.SetEnabled, update),
            AddMember = Creation("add_member", _settings.AddMember, RestDefaults.AddMember(_format)),
            RemoveMember = Write("remove_member", _settings.RemoveMember, RestDefaults.RemoveMember),
        };
    }

    // Whoever is looked up by path gets a 404 for nobody; one who is looked up by a filter gets an empty list, and a 404 is a wrong path.
    private RestOperation Lookup(string name, RestOperationSettings? given, RestOperationSettings defaults, string[] keys)
    {
        var byPath = given?.Path is { } path && keys.Any(key => path.Contains($"{{{key}", StringComparison.Ordinal));
        if (byPath)
            defaults = defaults with { Query = null, Absent = [404] };
        return Operation(name, given, defaults);
    }

    // POST and PATCH may do twice what is asked twice; PUT says what shall be.
    private RestOperation Creation(string name, RestOperationSettings? given, RestOperationSettings defaults)
    {
        var operation = Write(name, given, defaults);
        return operation with { IsRepeatable = operation.Method == HttpMethod.Put };
    }

    private RestOperation Write(string name, RestOperationSettings? given, RestOperationSettings defaults) =>
        Operation(name, given, defaults) with { IsWrite = true };

    private RestOperation Operation(string name, RestOperationSettings? given, RestOperationSettings defaults)
    {
        var settings = (given ?? new RestOperationSettings()).Over(defaults);
        var operation = new RestOperation
        {
            Method = MethodOf(name, settings.Method!),
            Path = settings.Path is null ? Missing(name) : Parse($"{name}.path", settings.Path, TemplateSyntax.Url),
            Query = [.. (settings.Query ?? NoPairs).Select(
                pair => KeyValuePair.Create(Parse($"{name}.query", pair.Key), Parse($"{name}.query.{pair.Key}", pair.Value)))],
            Headers = [.. HeadersOf(name, settings)],
            Body = settings.Body is null || RestBody.TextOf(settings.Body) is "" ? null : BodyOf(name, settings.Body),
            ItemsPath = settings.Items,
            IdPath = settings.Id,
            Fields = FieldsOf(settings.Fields),
            Paging = settings.Paging ?? _settings.Paging,
            Success = settings.Success is { Count: > 0 } ? settings.Success : null,
            Already = settings.Already ?? [],
            Absent = settings.Absent ?? [],
            IsRepeatable = true,
        };
        CheckPlaceholders(name, operation);
        return operation;
    }

    private static IReadOnlyDictionary<string, string> NoPairs { get; } = new Dictionary<string, string>();

    private RestFields FieldsOf(IReadOnlyDictionary<string, string>? changes) =>
        RestFields.Create(_attributes, _settings.Fields, changes ?? NoPairs);

    private HttpMethod MethodOf(string name, string method)
    {
        if (!Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
            Report($"{name}.method", $"'{method}' is not a method that is known here.", $"Use one of {string.Join(", ", Methods)}.");
        return HttpMethod.Parse(method.ToUpperInvariant());
    }

    private Template Missing(string name)
    {
        Report($"{name}.path", "The path is missing.", "Give the path below base_url.");
        return Template.Parse(string.Empty, TemplateSyntax.Url);
    }

    private IEnumerable<KeyValuePair<string, Template>> HeadersOf(string name, RestOperationSettings settings)
    {
        foreach (var header in _settings.Headers.Keys.Concat((settings.Headers ?? NoPairs).Keys).Where(IsCredential))
        {
            Report(
                $"headers.{header}",
                "Credentials do not belong here, where they would not be treated as secret.",
                "Use the vendor's 'auth'.");
        }

        foreach (var (header, value) in _settings.Headers)
        {
            if (settings.Headers?.ContainsKey(header) != true)
                yield return KeyValuePair.Create(header, Parse($"headers.{header}", value));
        }

        foreach (var (header, value) in settings.Headers ?? NoPairs)
            yield return KeyValuePair.Create(header, Parse($"{name}.headers.{header}", value));
    }

    private static bool IsCredential(string header) =>
        header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || header.Equals("Cookie", StringComparison.OrdinalIgnoreCase);

    private RestBody? BodyOf(string name, JsonNode body)
    {
        try
        {
            return RestBody.Parse(body, _format);
        }
        catch (FormatException error)
        {
            Report($"{name}.body", error.Message);
            return null;
        }
    }

    private Template Parse(string key, string text, TemplateSyntax syntax = TemplateSyntax.Text)
    {
        try
        {
            return Template.Parse(text, syntax);
        }
        catch (TemplateException error)
        {
            Report(key, error.Message);
            return Template.Parse(string.Empty, syntax);
        }
    }

    private void CheckPlaceholders(string name, RestOperation operation)
    {
        var templates = operation.Query.SelectMany(pair => new[] { pair.Key, pair.Value }).Concat(
            operation.Headers.Select(header => header.Value)).Append(operation.Path);
        var used = templates.SelectMany(template => template.Fields).Concat(operation.Body?.Placeholders ?? []).Distinct(
            StringComparer.Ordinal);
        foreach (var placeholder in used.Where(placeholder => !IsKnown(placeholder)))
        {
            var names = string.Join(", ", RestValues.Names);
            Report(
                name,
                $"'{{{placeholder}}}' stands for nothing.",
                $"Known are {names}, the names of attributes, and {{fields}} as a whole text of a body.");
        }
    }

    private bool IsKnown(string placeholder) =>
        RestValues.Names.Contains(placeholder)
        || RestDefaults.Fields.Any(field => field.Key == AttributeNames.Canonical(placeholder))
        || AttributeNames.Canonical(placeholder) is AttributeNames.DisplayName or AttributeNames.DistinguishedName
        || _attributes.Contains(placeholder, StringComparer.OrdinalIgnoreCase);

    private void Report(string key, string message, string? hint = null)
    {
        var problem = new SettingProblem($"rest.{key}", message, hint);
        // The same text may stand behind several operations, and is wrong once.
        if (!_problems.Contains(problem))
            _problems.Add(problem);
    }
}
