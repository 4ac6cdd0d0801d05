using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Bench.Servers;

/// <summary>
/// One vendor of the vendor server: the API that <c>module: rest</c> speaks when nothing else is configured, and
/// <c>POST /groups/{group}/members/add</c> and <c>remove</c> for many people at once.
/// </summary>
internal sealed class BenchVendor(VendorServerOptions options, LatencyTimer timer)
{
    /// <summary>What every group's name begins with; its number follows.</summary>
    public const string GroupPrefix = "group-";

    /// <summary>The most people of one request.</summary>
    public const int BatchSize = 100;

    private const int DefaultPageSize = 200;
    private readonly VendorStore _store = new(options);
    private readonly IRateLimit? _limit = options.RequestsPerSecond switch
    {
        null => null,
        { } rate when options.WindowSeconds is { } seconds => new FixedWindow(rate, seconds),
        { } rate => new SlidingWindow(rate),
    };

    /// <summary>What it saw.</summary>
    public VendorCounter Counter { get; } = new();

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path within the vendor, in parts.</param>
    public async Task HandleAsync(HttpContext context, string[] path)
    {
        var isWrite = !HttpMethods.IsGet(context.Request.Method);
        var began = Counter.Begin(isWrite);
        try
        {
            if (IsRefused(context.Response))
                return;
            using var body = context.Request.ContentType is null ? null : await JsonDocument.ParseAsync(context.Request.Body);
            await timer.WaitAsync(began);
            context.Response.StatusCode = Answer(context, path, body?.RootElement);
            await context.Response.CompleteAsync();
        }
        finally
        {
            Counter.End(began, isWrite);
        }
    }

    private bool IsRefused(HttpResponse response)
    {
        if (_limit is null)
            return false;
        var (isGranted, remaining, reset) = _limit.Take();
        if (options.TellsLimit)
        {
            response.Headers["RateLimit-Limit"] = options.RequestsPerSecond!.Value.ToString(CultureInfo.InvariantCulture);
            response.Headers["RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
            response.Headers["RateLimit-Reset"] = Math.Ceiling(reset).ToString(CultureInfo.InvariantCulture);
        }

        if (isGranted)
            return false;
        response.Headers.RetryAfter = Math.Ceiling(reset).ToString(CultureInfo.InvariantCulture);
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        Counter.Note(refused: 1);
        return true;
    }

    private int Answer(HttpContext context, string[] path, JsonElement? body) => (context.Request.Method, path) switch
    {
        ("GET", ["users"]) => FindUsers(context),
        ("GET", ["users", var id]) => WithPerson(id, person => Write(context.Response, json => WriteUser(json, person))),
        ("PUT" or "PATCH", ["users", var id]) => WithPerson(id, person => Update(context.Response, person, body)),
        ("GET", ["groups"]) => ListGroups(context),
        ("GET", ["groups", var name]) => GroupNumber(name) is { } group
            ? Write(context.Response, json => WriteGroup(json, group))
            : StatusCodes.Status404NotFound,
        ("GET", ["groups", var name, "members"]) => ListMembers(context, name),
        ("POST", ["groups", var name, "members"]) => WithGroup(name, group => WithPerson(Text(body, "userId"), person => Add(group, person))),
        ("DELETE", ["groups", var name, "members", var id]) => WithGroup(name, group => WithPerson(id, person => Remove(group, person))),
        ("POST", ["groups", var name, "members", "add"]) => WithGroup(name, group => Batch(context.Response, group, body, Add)),
        ("POST", ["groups", var name, "members", "remove"]) => WithGroup(name, group => Batch(context.Response, group, body, Remove)),
        _ => StatusCodes.Status404NotFound,
    };

    private int FindUsers(HttpContext context)
    {
        var query = context.Request.Query;
        if (!query.ContainsKey("username") && !query.ContainsKey("email"))
            return WritePage(context, _store.Accounts, Enumerable.Range(0, _store.Accounts));
        var digits = new string([.. (query["username"].ToString() + query["email"]).Where(char.IsAsciiDigit)]);
        return Write(context.Response, json =>
        {
            json.WriteStartArray();
            if (int.TryParse(digits, CultureInfo.InvariantCulture, out var number) && number < _store.Accounts)
                WriteUser(json, new BenchPerson(number));
            json.WriteEndArray();
        });
    }

    private int Update(HttpResponse response, BenchPerson person, JsonElement? body)
    {
        if (Text(body, "lastName") is { } lastName && _store.Rename(person, lastName))
            Counter.Note(updated: 1);
        return Write(response, json => WriteUser(json, person));
    }

    private int ListGroups(HttpContext context)
    {
        var wanted = context.Request.Query["name"].ToString();
        return Write(context.Response, json =>
        {
            json.WriteStartArray();
            foreach (var group in Enumerable.Range(0, options.Groups).Where(group => wanted.Length == 0 || NameOf(group) == wanted))
                WriteGroup(json, group);
            json.WriteEndArray();
        });
    }

    private int ListMembers(HttpContext context, string name)
    {
        if (GroupNumber(name) is not { } group)
            return StatusCodes.Status404NotFound;
        var members = _store.MembersOf(group)!;
        return WritePage(context, members.Length, members);
    }

    private int Add(int group, BenchPerson person)
    {
        if (!_store.Add(group, person))
            return StatusCodes.Status409Conflict;
        Counter.Note(added: 1);
        return StatusCodes.Status201Created;
    }

    private int Remove(int group, BenchPerson person)
    {
        if (!_store.Remove(group, person))
            return StatusCodes.Status404NotFound;
        Counter.Note(removed: 1);
        return StatusCodes.Status204NoContent;
    }

    private int Batch(HttpResponse response, int group, JsonElement? body, Func<int, BenchPerson, int> change)
    {
        if (body is not { ValueKind: JsonValueKind.Object } block || !block.TryGetProperty("ids", out var ids)
            || ids.GetArrayLength() > BatchSize)
            return StatusCodes.Status400BadRequest;
        return Write(response, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var id in ids.EnumerateArray().Select(id => id.GetString()))
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteNumber("status", WithPerson(id, person => change(group, person)));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private int WithPerson(string? id, Func<BenchPerson, int> answer) =>
        BenchPerson.TryParse(id, _store.Accounts, out var person) ? answer(person) : StatusCodes.Status404NotFound;

    private int WithGroup(string name, Func<int, int> answer) => GroupNumber(name) is { } group ? answer(group) : StatusCodes.Status404NotFound;

    private int? GroupNumber(string name) =>
        name.StartsWith(GroupPrefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(GroupPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var group)
        && group < options.Groups
            ? group
            : null;

    private static string NameOf(int group) => $"{GroupPrefix}{group.ToString(CultureInfo.InvariantCulture)}";

    private static string? Text(JsonElement? body, string name) =>
        body is { ValueKind: JsonValueKind.Object } block && block.TryGetProperty(name, out var value) ? value.GetString() : null;

    private int WritePage(HttpContext context, int total, IEnumerable<int> numbers)
    {
        var page = Number(context, "page", 1);
        var size = Number(context, "per_page", DefaultPageSize);
        context.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        return Write(context.Response, json =>
        {
            json.WriteStartArray();
            foreach (var number in numbers.Skip((page - 1) * size).Take(size))
                WriteUser(json, new BenchPerson(number));
            json.WriteEndArray();
        });
    }

    private static int Number(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private void WriteUser(Utf8JsonWriter json, BenchPerson person)
    {
        json.WriteStartObject();
        json.WriteString("id", person.Id);
        json.WriteString("username", person.UserName);
        json.WriteString("firstName", person.FirstName);
        json.WriteString("lastName", _store.LastNameOf(person));
        json.WriteString("email", person.Mail);
        json.WriteBoolean("active", true);
        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, int group)
    {
        json.WriteStartObject();
        json.WriteString("id", NameOf(group));
        json.WriteString("name", NameOf(group));
        json.WriteEndObject();
    }

    private static int Write(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(response.BodyWriter);
        write(json);
        return StatusCodes.Status200OK;
    }
}
