using System.Globalization;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>
/// The API of the vendor test server: <c>/users</c> and <c>/groups/{group}/members</c>, in the shape that a REST vendor has when nothing
/// else is configured.
/// </summary>
internal sealed class VendorApi(VendorStore store, VendorServerOptions options)
{
    private readonly VendorWire _wire = new(options);
    private readonly VendorPager _pager = new(options);

    public VendorReply Handle(VendorRequest request) => (request.Method, request.Segments) switch
    {
        ("GET", ["users"]) => ListUsers(request),
        ("POST", ["users"]) => CreateUser(request),
        ("GET", ["users", var id]) => store.Find(id) is { } user ? _wire.User(200, user) : NoUser(),
        ("PUT" or "PATCH", ["users", var id]) => UpdateUser(id, request),
        ("GET", ["groups"]) => ListGroups(request),
        ("POST", ["groups"]) => CreateGroup(request),
        ("GET", ["groups", var group]) => store.Members(group) is null ? NoGroup() : _wire.Group(200, group),
        ("GET", ["groups", var group, "members"]) => ListMembers(group, request),
        ("POST", ["groups", var group, "members"]) => AddMember(group, request),
        ("DELETE", ["groups", var group, "members", var id]) => RemoveMember(group, id),
        _ => _wire.Message(404, "no such resource"),
    };

    /// <summary>The user name of the person that a request is about.</summary>
    public string? PersonOf(VendorRequest request) => request.Segments switch
    {
        ["users", var id] => store.Find(id)?.Username,
        ["users"] when request.Query.TryGetValue("username", out var name) => name,
        ["users"] when request.Method == "POST" => _wire.Fields(request.Body)?.GetValueOrDefault("username"),
        ["groups", _, "members", var id] => store.Find(id)?.Username,
        ["groups", _, "members"] when request.Method == "POST" && _wire.Fields(request.Body)?.GetValueOrDefault("userId") is { } id =>
            store.Find(id)?.Username,
        _ => null,
    };

    private VendorReply ListUsers(VendorRequest request)
    {
        IEnumerable<VendorUser> users = store.Users;
        if (!options.IgnoreUserFilter)
        {
            foreach (var (name, value) in request.Query)
                users = Filter(users, name, value);
        }

        return List("users", "user", [.. users], user => user.Fields(), request);
    }

    private static IEnumerable<VendorUser> Filter(IEnumerable<VendorUser> users, string name, string value) => name switch
    {
        "username" => users.Where(user => string.Equals(user.Username, value, StringComparison.OrdinalIgnoreCase)),
        "email" => users.Where(user => string.Equals(user.Email, value, StringComparison.OrdinalIgnoreCase)),
        "id" => users.Where(user => user.Id == value),
        _ => users,
    };

    private VendorReply CreateUser(VendorRequest request)
    {
        if (_wire.Fields(request.Body) is not { } fields)
            return _wire.Message(400, "the body cannot be read");
        if (fields.GetValueOrDefault("username") is not { Length: > 0 } name)
            return _wire.Message(422, "username is required");
        var user = store.CreateUser(new VendorUser { Username = name }.With(fields));
        return user is null ? _wire.Message(409, $"username {name} is taken") : _wire.User(201, user);
    }

    private VendorReply UpdateUser(string id, VendorRequest request)
    {
        if (_wire.Fields(request.Body) is not { } fields)
            return _wire.Message(400, "the body cannot be read");
        if (store.Find(id) is null)
            return NoUser();
        return store.UpdateUser(id, fields) is { } user ? _wire.User(200, user) : _wire.Message(409, "username is taken");
    }

    private VendorReply ListGroups(VendorRequest request)
    {
        var names = store.Groups.Keys.Order(StringComparer.Ordinal);
        var wanted = request.Query.GetValueOrDefault("name");
        return List(
            "groups", "group", [.. names.Where(name => wanted is null || name == wanted)], name => [("id", name), ("name", name)], request);
    }

    private VendorReply CreateGroup(VendorRequest request)
    {
        if (_wire.Fields(request.Body)?.GetValueOrDefault("name") is not { Length: > 0 } name)
            return _wire.Message(422, "name is required");
        return store.CreateGroup(name) ? _wire.Group(201, name) : _wire.Message(409, "the group exists");
    }

    private VendorReply ListMembers(string group, VendorRequest request) => store.Members(Shown(group, request)) is { } members
        ? List("members", "member", members, user => user.Fields(), request)
        : NoGroup();

    private string Shown(string group, VendorRequest request) => request.PagingFault == FaultKind.AnotherGroup
        ? store.Groups.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => name != group, group)
        : group;

    private VendorReply AddMember(string group, VendorRequest request)
    {
        if (_wire.Fields(request.Body)?.GetValueOrDefault("userId") is not { } id)
            return _wire.Message(400, "userId is required");
        if (store.Members(group) is null)
            return NoGroup();
        if (store.Find(id) is null)
            return NoUser();
        return store.Add(group, id) ? _wire.Nothing(201) : _wire.Message(409, "already a member");
    }

    private VendorReply RemoveMember(string group, string id)
    {
        if (store.Members(group) is null)
            return NoGroup();
        return store.Remove(group, id) ? _wire.Nothing(204) : _wire.Message(404, "not a member");
    }

    private VendorReply List<T>(
        string list, string item, IReadOnlyList<T> all, Func<T, IEnumerable<(string, object)>> fields, VendorRequest request)
    {
        var page = _pager.Cut(all, request);
        var reply = _wire.List(list, item, page.Items.Select(fields), page.About);
        if (options.LinkHeader && page.Next is not null)
            reply.Headers["Link"] = $"<{page.Next.AbsoluteUri}>; rel=\"next\"";
        else if (options.LinkHeader)
            reply.Headers["Link"] = $"<{request.Url.AbsoluteUri}>; rel=\"last\"";
        if (options.TotalHeader)
            reply.Headers["X-Total-Count"] = VendorPager.Total(all.Count, request).ToString(CultureInfo.InvariantCulture);
        return reply;
    }

    private VendorReply NoUser() => _wire.Message(404, "no such user");

    private VendorReply NoGroup() => _wire.Message(404, "no such group");
}
