using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors.Rest.Batches;
using LdapVendorSync.Core.Vendors.Rest.Bodies;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Turns the <c>rest:</c> block into the shape of an API, and says everything that is wrong with it.</summary>
internal sealed class RestShapeCompiler
{
    private readonly RestSettings _settings;
    private readonly RestProblems _problems;
    private readonly RestOperationCompiler _operations;

    private RestShapeCompiler(RestSettings settings, VendorSettings vendor, ICollection<SettingProblem> problems)
    {
        _settings = settings;
        _problems = new RestProblems(problems);
        _operations = new RestOperationCompiler(settings, vendor, _problems);
    }

    /// <summary>Compiles a block. The result is usable only where no problem was added.</summary>
    public static RestShape Compile(RestSettings settings, VendorSettings vendor, ICollection<SettingProblem> problems) =>
        new RestShapeCompiler(settings, vendor, problems).Compile();

    private RestShape Compile()
    {
        CheckUnsupported();
        var updateUser = Supported("update_user", _settings.UpdateUser, RestDefaults.UpdateUser, Write);
        var shape = new RestShape
        {
            Fields = _operations.FieldsOf(null),
            Connect = Given("connect", _settings.Connect, RestDefaults.Connect),
            FindGroup = _settings.FindGroup is null
                ? null
                : Lookup("find_group", _settings.FindGroup, RestDefaults.FindGroup, ["group", "groupName"]),
            ListGroups = Given("list_groups", _settings.ListGroups, RestDefaults.ListGroups),
            CreateGroup = _settings.CreateGroup is null ? null : Creation("create_group", _settings.CreateGroup, RestDefaults.CreateGroup),
            ReadMembers = Read("read_members", _settings.ReadMembers, RestDefaults.ReadMembers),
            FindUser = Lookup("find_user", _settings.FindUser, RestDefaults.FindUser, ["value"]),
            FindUserBy = _settings.FindUserBy.ToDictionary(
                pair => pair.Key,
                pair => Lookup($"find_user_by.{pair.Key}", pair.Value, RestDefaults.FindUser, ["value"]),
                StringComparer.OrdinalIgnoreCase),
            ListUsers = Given("list_users", _settings.ListUsers, RestDefaults.ListUsers),
            CreateUser = Supported("create_user", _settings.CreateUser, RestDefaults.CreateUser, Creation),
            UpdateUser = updateUser,
            SetEnabled = SetEnabled(updateUser),
            DeleteUser = _settings.DeleteUser is null ? null : Write("delete_user", _settings.DeleteUser, RestDefaults.DeleteUser),
            AddMember = Single("add_member", _settings.AddMember, _settings.AddMembers, RestDefaults.AddMember, Creation),
            RemoveMember = Single("remove_member", _settings.RemoveMember, _settings.RemoveMembers, RestDefaults.RemoveMember, Write),
            AddMembers = Bulk("add_members", _settings.AddMembers),
            RemoveMembers = Bulk("remove_members", _settings.RemoveMembers),
            Replace = _settings.ReplaceMembers is { } replace ? Replace(replace) : null,
            RemovalDeletesAccount = _settings.RemovalDeletesAccount,
            AddCreatesUsers = _settings.AddCreatesUsers,
            AdoptsAccounts = _settings.AdoptAccounts,
        };
        CheckWhole(shape);
        return shape;
    }

    private RestOperation? SetEnabled(RestOperation? updateUser)
    {
        if (_settings.SetEnabled is not null)
            return Supported("set_enabled", _settings.SetEnabled, UpdateUser, Write);
        return _settings.Unsupported.Contains("set_enabled", StringComparer.Ordinal) ? null : updateUser;

        RestOperationSettings UpdateUser(RestFormats formats) =>
            (_settings.UpdateUser ?? new RestOperationSettings()).Over(RestDefaults.UpdateUser(formats));
    }

    private RestOperation Read(string name, RestOperationSettings? given, Func<RestFormats, RestOperationSettings> defaults) =>
        _operations.Compile(name, given, defaults);

    private RestOperation? Given(string name, RestOperationSettings? given, Func<RestFormats, RestOperationSettings> defaults) =>
        given is null ? null : Read(name, given, defaults);

    // With SOAP there is no default shape: what is not described is not there.
    private RestOperation? Supported(
        string name,
        RestOperationSettings? given,
        Func<RestFormats, RestOperationSettings> defaults,
        Func<string, RestOperationSettings?, Func<RestFormats, RestOperationSettings>, RestOperation> compile)
    {
        var isMissing = _settings.Unsupported.Contains(name, StringComparer.Ordinal) || (_settings.Soap is not null && given is null);
        return isMissing ? null : compile(name, given, defaults);
    }

    // Who describes only the operation on many means that it is taken for one, too.
    private RestOperation? Single(
        string name,
        RestOperationSettings? given,
        RestBulkSettings? many,
        Func<RestFormats, RestOperationSettings> defaults,
        Func<string, RestOperationSettings?, Func<RestFormats, RestOperationSettings>, RestOperation> compile) =>
        (given is null && many is not null) || _settings.ReplaceMembers is not null ? null : Supported(name, given, defaults, compile);

    // Whoever is looked up by path gets a 404 for nobody; one who is looked up by a filter gets an empty list, and a 404 is a wrong path.
    private RestOperation Lookup(
        string name, RestOperationSettings? given, Func<RestFormats, RestOperationSettings> defaults, string[] keys)
    {
        var byPath = given?.Path is { } path && keys.Any(key => path.Contains($"{{{key}", StringComparison.Ordinal));
        // A body of its own takes the place of the default's query.
        var hasKeyElsewhere = byPath || given?.Body is not null;
        return Read(name, given, formats => hasKeyElsewhere
            ? defaults(formats) with { Query = null, Absent = byPath ? [404] : null }
            : defaults(formats));
    }

    // POST and PATCH may do twice what is asked twice; PUT says what shall be.
    private RestOperation Creation(string name, RestOperationSettings? given, Func<RestFormats, RestOperationSettings> defaults)
    {
        var operation = Write(name, given, defaults);
        return operation with { IsRepeatable = operation.Method == HttpMethod.Put };
    }

    private RestOperation Write(string name, RestOperationSettings? given, Func<RestFormats, RestOperationSettings> defaults) =>
        _operations.Compile(name, given, defaults) with { IsWrite = true };

    private RestBulk? Bulk(string name, RestBulkSettings? given)
    {
        if (given is null)
            return null;
        var operation = _operations.Compile(name, given, RestDefaults.AddMembers, given.Item) with { IsWrite = true, IsRepeatable = false };
        if (operation.Body?.HasItems != true && !operation.Placeholders.Contains("ids"))
            _problems.Report(name, "Nothing in it stands for the people.", "Use \"{items}\" as a whole text of the body, or {ids}.");
        if (given.Results is { OnlyFailures: true, Id: null })
            _problems.Report($"{name}.results", "A list of failures alone has to say whose they are.", "Say with 'id' where a result has that.");
        return new RestBulk(operation, given.MaxItems, given.Results);
    }

    private RestReplace Replace(RestReplaceSettings given)
    {
        if (_settings.AddMembers is not null || _settings.RemoveMembers is not null)
            _problems.Report("replace_members", "It cannot be combined with add_members or remove_members.", "Keep one way to change members.");
        var write = _operations.Compile("replace_members.write", given.Write, RestDefaults.WriteGroup, given.Item);
        var formats = _operations.FormatsOf(given.Write);
        if (write.Body is { HasItems: false })
            _problems.Report("replace_members.write.body", "Nothing in it stands for the members.", "Use \"{items}\", or leave the body out.");
        if (write.Body is null && formats.Body == RestBodyFormat.Form)
            _problems.Report("replace_members.write", "A form cannot hold the document as it was read.", "Give a body with \"{items}\".");
        if (write.Body is null && formats.Body == RestBodyFormat.Xml && !given.Members.Trim('.').Contains('.', StringComparison.Ordinal))
            _problems.Report("replace_members.members", "A list in XML has a path from the root element on.", "For example group.members.member.");
        return new RestReplace
        {
            Read = write.Body is null ? _operations.Compile("replace_members.read", given.Read, RestDefaults.ReadGroup) : null,
            Write = write with { IsWrite = true, IsRepeatable = false },
            BodyFormat = formats.Body,
            Item = _problems.Try("replace_members.item", () => BodyBlock.Parse(null, write.Namespaces, given.Item)),
            MembersPath = given.Members,
            IdPath = given.Id,
            MembersOptional = given.MembersOptional,
            MaxAttempts = given.MaxAttempts,
        };
    }

    private void CheckUnsupported()
    {
        foreach (var name in _settings.Unsupported.Except(RestDefaults.Droppable, StringComparer.Ordinal))
        {
            _problems.Report(
                "unsupported", $"'{name}' cannot be left out.", $"These can: {string.Join(", ", RestDefaults.Droppable)}.");
        }
    }

    private void CheckWhole(RestShape shape)
    {
        var adding = shape.AddMember ?? shape.AddMembers?.Operation ?? shape.Replace?.Write;
        if (shape.AddCreatesUsers && adding?.Placeholders.Any(placeholder => placeholder is "id" or "ids") == true)
            _problems.Report(
                "add_creates_users", "Whoever is added has no account yet, so that {id} has no value.", "Use the person's attributes, such as {email}.");
        if (shape.RemovalDeletesAccount && (shape.Replace ?? (object?)shape.RemoveMembers) is not null)
            _problems.Report("removal_deletes_account", "Only remove_member can delete accounts.", "Take the other way out, or the setting.");
    }
}
